using System.Text.Json;
using System.Text.Json.Nodes;

namespace Telemetry.Manifests.Model;

/// <summary>
/// Aspire's deployment manifest (https://aspire.dev/deployment/manifest-format), as far as the model uses it; resources are in the
/// manifest's order.
/// </summary>
internal sealed record Manifest(IReadOnlyList<Resource> Resources)
{
    /// <summary>Throws <see cref="ManifestException"/> for an invalid manifest or a resource of an unknown kind.</summary>
    public static Manifest Parse(string json)
    {
        try
        {
            var resources = JsonNode.Parse(json)?["resources"] as JsonObject
                ?? throw new ManifestException("the manifest has no resources");
            return new([.. resources.Select(resource => Read(resource.Key, (JsonObject)resource.Value!))]);
        }
        catch (Exception e) when (e is JsonException or InvalidCastException or InvalidOperationException or NullReferenceException)
        {
            throw new ManifestException($"the manifest cannot be read: {e.Message}");
        }
    }

    private static Resource Read(string name, JsonObject json)
    {
        var type = (string?)json["type"];
        return type switch
        {
            "parameter.v0" => ReadParameter(name, Only(name, json, "value", "connectionString", "inputs")),
            "value.v0" => ReadValue(name, Only(name, json, "connectionString")),
            "annotated.string" when (string?)json["filter"] == "uri" => ReadUriEncoded(name, Only(name, json, "value", "filter")),
            "annotated.string" => throw new ManifestException($"{name}: a text cannot be escaped for {json["filter"]}"),
            "container.v0" or "container.v1" => ReadContainer(
                name, Only(name, json, "image", "connectionString", "entrypoint", "args", "volumes", "env", "bindings")),
            "project.v0" or "project.v1" => ReadProject(name, Only(name, json, "path", "args", "env", "bindings")),
            _ => throw new ManifestException($"{name}: a resource of the type {type} cannot be deployed"),
        };
    }

    // An unknown member is an error: ignored, it would be missing in the deployment.
    private static JsonObject Only(string name, JsonObject json, params string[] known) =>
        json.Select(member => member.Key).Except([.. known, "type"]).FirstOrDefault() is { } other
            ? throw new ManifestException($"{name}: its {other} cannot be deployed")
            : json;

    private static Parameter ReadParameter(string name, JsonObject json)
    {
        // It has one value, "{name.inputs.value}", whether others use it as such or as a connection string.
        var input = Only(name, (JsonObject)Only(name, (JsonObject)json["inputs"]!, "value")["value"]!, "secret", "default");
        var initial = Only(name, input["default"] as JsonObject ?? [], "value", "generate");
        return new Parameter(
            name,
            (bool?)input["secret"] ?? false,
            (string?)initial["value"],
            initial["generate"] is { } generate ? LengthOf(name, generate) : null);
    }

    // Letters and digits have no meaning in any connection string: a password consists of them even where others are allowed.
    private static int LengthOf(string name, JsonNode generate) => (int?)generate["minSpecial"] is > 0
        ? throw new ManifestException($"{name}: it must be generated of letters and digits")
        : (int?)generate["minLength"] ?? 22;

    private static Value ReadValue(string name, JsonObject json) => new(name, (string)json["connectionString"]!);

    private static UriEncoded ReadUriEncoded(string name, JsonObject json) => new(name, (string)json["value"]!);

    private static Container ReadContainer(string name, JsonObject json) => new(
        name,
        (string)json["image"]!,
        (string?)json["connectionString"],
        Environment(json),
        Bindings(name, json),
        (string?)json["entrypoint"],
        Arguments(json),
        [
            .. (json["volumes"] as JsonArray ?? [])
                .Select(volume => (string)Only(name, (JsonObject)volume!, "name", "target", "readOnly")["target"]!),
        ]);

    private static Project ReadProject(string name, JsonObject json) =>
        new(name, (string)json["path"]!, Environment(json), Bindings(name, json), Arguments(json));

    private static IReadOnlyList<string> Arguments(JsonObject json) =>
        [.. (json["args"] as JsonArray ?? []).Select(argument => (string)argument!)];

    private static IReadOnlyList<KeyValuePair<string, string>> Environment(JsonObject json) =>
        [.. (json["env"] as JsonObject ?? []).Select(variable => KeyValuePair.Create(variable.Key, (string)variable.Value!))];

    private static IReadOnlyList<Binding> Bindings(string name, JsonObject json) =>
    [
        .. (json["bindings"] as JsonObject ?? []).Select(binding => ReadBinding(name, binding.Key, (JsonObject)binding.Value!)),
    ];

    private static Binding ReadBinding(string workload, string name, JsonObject json)
    {
        _ = Only(workload, json, "scheme", "protocol", "transport", "port", "targetPort", "external");
        return (string?)json["protocol"] is "tcp" or null
            ? new Binding(name, (string)json["scheme"]!, (int?)json["port"], (int?)json["targetPort"], (bool?)json["external"] ?? false)
            : throw new ManifestException($"{workload}: its {name} is {json["protocol"]}, and only tcp can be deployed");
    }
}

/// <summary>The manifest cannot be deployed. The message is for the terminal.</summary>
internal sealed class ManifestException(string message) : Exception(message);
