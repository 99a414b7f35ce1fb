using System.Text.Json.Nodes;

namespace Telemetry.Tests.Documentation;

/// <summary>An operation of an OpenAPI document.</summary>
/// <param name="Service">The name of the service.</param>
/// <param name="Document">The whole document.</param>
/// <param name="Path">The path with parameters in braces.</param>
/// <param name="Method">The method in lower case.</param>
/// <param name="Json">The operation object.</param>
public sealed record Operation(string Service, JsonObject Document, string Path, string Method, JsonObject Json)
{
    public JsonObject Responses => (JsonObject)Json["responses"]!;

    public IReadOnlyList<JsonObject> Parameters => [.. (Json["parameters"] as JsonArray ?? []).Cast<JsonObject>()];

    public override string ToString() => $"{Method.ToUpperInvariant()} {Path}";
}
