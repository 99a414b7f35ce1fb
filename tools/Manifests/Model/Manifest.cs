using System.Text.Json;
using System.Text.Json.Nodes;

namespace Telemetry.Manifests.Model;

/// <summary>Aspire's deployment manifest (https://aspire.dev/deployment/manifest-format), as far as the model uses it.</summary>
/// <param name="Resources">By name, in the manifest's order.</param>
public sealed record Manifest(IReadOnlyList<Resource> Resources)
{
    /// <summary>Reads one.</summary>
    /// <exception cref="ManifestException">It is no such manifest, or has a resource of another kind.</exception>
    public static Manifest Parse(string json)
    {
        try
        {
            var resources = JsonNode.Parse(json)?["resources"] as JsonObject ?? throw new ManifestException("the manifest has no resources");
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
            "parameter.v0" => ReadParameter(name, json["inputs"]!["value"]!),
            "value.v0" => new Value(name, (string)json["connectionString"]!),
            "annotated.string" when (string?)json["filter"] == "uri" => new UriEncoded(name, (string)json["value"]!),
            "container.v0" => new Container(name, (string)json["image"]!, (string?)json["connectionString"], Environment(json), Bindings(json)),
            "project.v0" or "project.v1" => new Project(name, (string)json["path"]!, Environment(json), Bindings(json)),
            _ => throw new ManifestException($"{name}: a resource of the type {type} cannot be deployed"),
        };
    }

    private static Parameter ReadParameter(string name, JsonNode input) => new(
        name,
        (bool?)input["secret"] ?? false,
        (string?)input["default"]?["value"],
        input["default"]?["generate"] is { } generate ? (int?)generate["minLength"] ?? 22 : null);

    private static IReadOnlyList<KeyValuePair<string, string>> Environment(JsonObject json) =>
        [.. (json["env"] as JsonObject ?? []).Select(variable => KeyValuePair.Create(variable.Key, (string)variable.Value!))];

    private static IReadOnlyList<Binding> Bindings(JsonObject json) => [.. (json["bindings"] as JsonObject ?? []).Select(binding => new Binding(
        binding.Key,
        (string)binding.Value!["scheme"]!,
        (int?)binding.Value["port"],
        (int?)binding.Value["targetPort"],
        (bool?)binding.Value["external"] ?? false))];
}
