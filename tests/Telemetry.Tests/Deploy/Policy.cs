using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Telemetry.Tests.Deploy;

/// <summary>Rules for every workload, stricter than the schemas.</summary>
public static partial class Policy
{
    private static readonly string[] Probes = ["startupProbe", "livenessProbe", "readinessProbe"];

    /// <summary>The violations, one line each.</summary>
    public static IReadOnlyList<string> ViolationsOf(IReadOnlyList<JsonObject> objects) =>
        [.. objects.Where(it => PodOf(it) is not null)
            .SelectMany(it => ViolationsOf(it, objects).Select(error => $"{Kind(it)} {Name(it)}: {error}"))];

    /// <summary>The pod template of a workload; null for other objects.</summary>
    public static JsonNode? PodOf(JsonObject it) => Kind(it) switch
    {
        "Deployment" or "StatefulSet" => it["spec"]!["template"],
        "CronJob" => it["spec"]!["jobTemplate"]!["spec"]!["template"],
        _ => null,
    };

    public static string Kind(JsonObject it) => it["kind"]!.GetValue<string>();

    public static string Name(JsonObject it) => it["metadata"]!["name"]!.GetValue<string>();

    private static IEnumerable<string> ViolationsOf(JsonObject workload, IReadOnlyList<JsonObject> objects)
    {
        var (template, stays) = (PodOf(workload)!, Kind(workload) != "CronJob");
        var pod = template["spec"]!;
        if (pod["automountServiceAccountToken"]?.GetValue<bool>() != false)
            yield return "has a token for Kubernetes' API";
        if (pod["securityContext"]?["runAsNonRoot"]?.GetValue<bool>() != true)
            yield return "may run as root";
        if ((string?)pod["securityContext"]?["seccompProfile"]?["type"] != "RuntimeDefault")
            yield return "has no seccomp profile";
        if (!objects.Any(it => Kind(it) == "NetworkPolicy"
            && Selects(it["spec"]!["podSelector"]!, template)
            && it["spec"]!["policyTypes"]!.AsArray().Count == 2
            && IsNamed(it)))
            yield return "has no NetworkPolicy of its own";
        if (stays && !objects.Any(it => Kind(it) == "PodDisruptionBudget" && Selects(it["spec"]!["selector"]!, template)))
            yield return "has no PodDisruptionBudget";
        if (stays && pod["topologySpreadConstraints"] is not JsonArray { Count: > 0 })
            yield return "may be on one machine as a whole";
        if (stays && !objects.Any(it => Kind(it) == "Service" && Matches(it["spec"]!["selector"]!.AsObject(), template)))
            yield return "has no Service";
        if (Kind(workload) == "Deployment" && (int?)workload["spec"]!["strategy"]?["rollingUpdate"]?["maxUnavailable"] != 0)
            yield return "goes down while it is updated";
        if (Kind(workload) == "Deployment"
            && workload["spec"]!["replicas"] is not null == objects.Any(it =>
                Kind(it) == "HorizontalPodAutoscaler" && Name(it) == Name(workload)))
            yield return "has not one word on the number of its pods";

        foreach (var container in (pod["initContainers"] as JsonArray ?? []).Concat(pod["containers"]!.AsArray()).Cast<JsonObject>())
        {
            foreach (var error in ContainerViolations(container, pod, workload, objects))
                yield return error;
        }

        foreach (var container in pod["containers"]!.AsArray().Cast<JsonObject>().Where(_ => stays))
        {
            foreach (var probe in Probes.Where(probe => container[probe] is null))
                yield return $"has no {probe}";
            if (Kind(workload) == "Deployment"
                && !((int?)container["lifecycle"]?["preStop"]?["sleep"]?["seconds"] < (int?)pod["terminationGracePeriodSeconds"]))
                yield return "stops before everybody knows that it does";
        }
    }

    private static IEnumerable<string> ContainerViolations(
        JsonObject container, JsonNode pod, JsonObject workload, IReadOnlyList<JsonObject> objects)
    {
        var security = container["securityContext"];
        if (security?["readOnlyRootFilesystem"]?.GetValue<bool>() != true)
            yield return "has a root file system that can be written";
        if (security?["allowPrivilegeEscalation"]?.GetValue<bool>() != false)
            yield return "may gain privileges";
        if ((string?)security?["capabilities"]?["drop"]?[0] != "ALL")
            yield return "keeps capabilities";
        foreach (var bound in new[] { "requests", "limits" })
        {
            if (container["resources"]?[bound]?["cpu"] is null || container["resources"]?[bound]?["memory"] is null)
                yield return $"has no {bound}";
        }

        var volumes = (pod["volumes"] as JsonArray ?? []).Select(volume => (string)volume!["name"]!)
            .Concat((workload["spec"]!["volumeClaimTemplates"] as JsonArray ?? []).Select(claim =>
                (string)claim!["metadata"]!["name"]!)).ToList();
        foreach (var mount in container["volumeMounts"]!.AsArray().Where(mount => !volumes.Contains((string)mount!["name"]!)))
            yield return $"mounts {mount!["name"]}, which is not there";

        var known = new List<string>();
        foreach (var variable in container["env"]!.AsArray())
        {
            var (name, value) = ((string)variable!["name"]!, (string?)variable["value"]);
            if (name == "ASPNETCORE_FORWARDEDHEADERS_ENABLED")
                yield return "believes everybody's X-Forwarded-For";
            foreach (Match reference in Reference().Matches(value ?? ""))
            {
                if (!known.Contains(reference.Groups["name"].Value))
                    yield return $"{name} refers to {reference.Groups["name"].Value}, which is not set before it";
            }

            if (value is not null && LooksSecret().IsMatch(name) && !Reference().IsMatch(value))
                yield return $"{name} is in clear";
            foreach (var (source, kind) in new[] { ("secretKeyRef", "Secret"), ("configMapKeyRef", "ConfigMap") })
            {
                if (variable["valueFrom"]?[source] is { } key
                    && !objects.Any(it => Kind(it) == kind
                        && Name(it) == (string?)key["name"]
                        && it["data"]![(string)key["key"]!] is not null))
                    yield return $"{name} is taken from {key["key"]} of {key["name"]}, which is not there";
            }

            known.Add(name);
        }
    }

    // Policies for all pods do not count, because they name no service.
    private static bool IsNamed(JsonObject policy) => Name(policy) is not ("default-deny" or "dns");

    private static bool Selects(JsonNode selector, JsonNode template) =>
        selector["matchLabels"] is JsonObject labels && Matches(labels, template);

    private static bool Matches(JsonObject labels, JsonNode template) =>
        labels.All(label => (string?)template["metadata"]!["labels"]![label.Key] == (string?)label.Value);

    [GeneratedRegex(@"(?<!\$)\$\((?<name>\w+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Reference();

    [GeneratedRegex("PASS|TOKEN|COOKIE|AUTH$|ConnectionStrings", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LooksSecret();
}
