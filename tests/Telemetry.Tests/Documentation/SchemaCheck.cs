using System.Text.Json.Nodes;

namespace Telemetry.Tests.Documentation;

/// <summary>
/// Whether JSON has the shape that a schema of an OpenAPI document says: types, what is required, and nothing that it does not name.
/// </summary>
public sealed class SchemaCheck(JsonObject document)
{
    /// <summary>What is wrong, each with its place.</summary>
    public IReadOnlyList<string> FaultsOf(JsonNode? value, JsonNode schema)
    {
        var faults = new List<string>();
        Check(value, (JsonObject)schema, "$", faults);
        return faults;
    }

    private void Check(JsonNode? value, JsonObject schema, string place, List<string> faults)
    {
        if (schema["$ref"] is { } reference)
        {
            Check(value, Resolve(reference.GetValue<string>()), place, faults);
            return;
        }

        if ((schema["oneOf"] ?? schema["anyOf"]) is JsonArray choices)
        {
            if (!choices.Any(choice => FaultsOf(value, choice!).Count == 0))
                faults.Add($"{place}: is none of what it may be");
            return;
        }

        var types = schema["type"] switch
        {
            JsonArray several => [.. several.Select(type => type!.GetValue<string>())],
            { } one => new[] { one.GetValue<string>() },
            null => [],
        };
        if (types.Length > 0 && !types.Any(type => Is(value, type)))
        {
            faults.Add($"{place}: is {value?.GetValueKind().ToString() ?? "null"} and not {string.Join(" or ", types)}");
            return;
        }

        if (schema["enum"] is JsonArray words && !words.Any(word => JsonNode.DeepEquals(word, value)))
            faults.Add($"{place}: is not in the enumeration");
        if (value is JsonObject members)
            CheckMembers(members, schema, place, faults);
        if (value is JsonArray elements && schema["items"] is JsonObject items)
        {
            for (var i = 0; i < elements.Count; i++)
                Check(elements[i], items, $"{place}[{i}]", faults);
        }
    }

    private void CheckMembers(JsonObject members, JsonObject schema, string place, List<string> faults)
    {
        var properties = schema["properties"] as JsonObject;
        foreach (var name in (schema["required"] as JsonArray ?? []).Select(name => name!.GetValue<string>()))
        {
            if (!members.ContainsKey(name))
                faults.Add($"{place}.{name}: is missing");
        }

        foreach (var (name, member) in members)
        {
            if (properties?[name] is JsonObject property)
                Check(member, property, $"{place}.{name}", faults);
            else if (schema["additionalProperties"] is JsonObject others)
                Check(member, others, $"{place}.{name}", faults);
            else if (properties is not null)
                faults.Add($"{place}.{name}: is not described");
        }
    }

    private JsonObject Resolve(string reference) =>
        (JsonObject)reference[2..].Split('/')
            .Aggregate((JsonNode)document, (node, name) => node[name] ?? throw new InvalidOperationException($"{reference} leads nowhere"));

    private static bool Is(JsonNode? value, string type) => (type, value?.GetValueKind() ?? JsonValueKind.Null) switch
    {
        ("null", JsonValueKind.Null) => true,
        ("object", JsonValueKind.Object) => true,
        ("array", JsonValueKind.Array) => true,
        ("string", JsonValueKind.String) => true,
        ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        ("number", JsonValueKind.Number) => true,
        ("integer", JsonValueKind.Number) => !value!.ToJsonString().AsSpan().ContainsAny('.', 'e', 'E'),
        _ => false,
    };
}
