using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Telemetry.Tests.Deploy.Cluster;

/// <summary>The environment variables of a Deployment's container as Kubernetes computes them.</summary>
public static partial class PodEnvironment
{
    /// <summary>The variables in the order of the manifest.</summary>
    /// <param name="deployment">The Deployment.</param>
    /// <param name="objects">The objects with its ConfigMaps and Secrets.</param>
    /// <param name="pod">The pod's name.</param>
    public static Dictionary<string, string> Of(JsonObject deployment, IReadOnlyList<JsonObject> objects, string pod)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var variable in Policy.PodOf(deployment)!["spec"]!["containers"]![0]!["env"]!.AsArray())
            variables[(string)variable!["name"]!] = ValueOf(variable, objects, pod, variables);
        return variables;
    }

    private static string ValueOf(JsonNode variable, IReadOnlyList<JsonObject> objects, string pod, Dictionary<string, string> before)
    {
        if (variable["value"] is { } value)
            return Expand((string)value!, before);
        return variable["valueFrom"] switch
        {
            JsonObject from when from["configMapKeyRef"] is { } key => (string)Data(objects, "ConfigMap", key)!,
            JsonObject from when from["secretKeyRef"] is { } key =>
                Encoding.UTF8.GetString(Convert.FromBase64String((string)Data(objects, "Secret", key)!)),
            JsonObject from when (string?)from["fieldRef"]?["fieldPath"] == "metadata.name" => pod,
            var other => throw new InvalidOperationException($"{variable["name"]}: {other}"),
        };
    }

    private static JsonNode? Data(IReadOnlyList<JsonObject> objects, string kind, JsonNode key) =>
        objects.Single(it => Policy.Kind(it) == kind && Policy.Name(it) == (string?)key["name"])["data"]![(string)key["key"]!];

    // $(NAME) is an earlier variable; $$ is a dollar.
    private static string Expand(string value, Dictionary<string, string> before) =>
        Reference().Replace(value, match => match.Value == "$$" ? "$" : before[match.Groups["name"].Value]);

    [GeneratedRegex(@"\$\$|\$\((?<name>\w+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Reference();
}
