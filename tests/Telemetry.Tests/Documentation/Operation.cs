using System.Text.Json.Nodes;

namespace Telemetry.Tests.Documentation;

/// <summary>An operation as the document of a service describes it.</summary>
/// <param name="Service">The name of the service.</param>
/// <param name="Document">All of the document.</param>
/// <param name="Path">With its parameters in braces.</param>
/// <param name="Method">In lower case.</param>
/// <param name="Json">All of it.</param>
public sealed record Operation(string Service, JsonObject Document, string Path, string Method, JsonObject Json)
{
    public JsonObject Responses => (JsonObject)Json["responses"]!;

    public IReadOnlyList<JsonObject> Parameters => [.. (Json["parameters"] as JsonArray ?? []).Cast<JsonObject>()];

    public override string ToString() => $"{Method.ToUpperInvariant()} {Path}";
}
