using System.Text.Json.Nodes;

namespace Telemetry.Tests.Documentation;

/// <summary>
/// Validates JSON with a schema of an OpenAPI document: types, required members, and no members besides the described ones.
/// </summary>
public sealed class SchemaCheck(JsonObject document)
{
    /// <summary>The errors, each with its JSON path.</summary>
    public IReadOnlyList<string> ErrorsOf(JsonNode? value, JsonNode schema)
    {
        var errors = new List<string>();
        Check(value, (JsonObject)schema, "$", errors);
        return errors;
    }

    private void Check(JsonNode? value, JsonObject schema, string place, List<string> errors)
    {
        if (schema["$ref"] is { } reference)
        {
            Check(value, Resolve(reference.GetValue<string>()), place, errors);
            return;
        }

        if ((schema["oneOf"] ?? schema["anyOf"]) is JsonArray choices)
        {
            if (!choices.Any(choice => ErrorsOf(value, choice!).Count == 0))
                errors.Add($"{place}: matches no alternative");
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
            errors.Add($"{place}: is {value?.GetValueKind().ToString() ?? "null"} and not {string.Join(" or ", types)}");
            return;
        }

        if (schema["enum"] is JsonArray words && !words.Any(word => JsonNode.DeepEquals(word, value)))
            errors.Add($"{place}: is not in the enumeration");
        if (value is JsonObject members)
            CheckMembers(members, schema, place, errors);
        if (value is JsonArray elements && schema["items"] is JsonObject items)
        {
            for (var i = 0; i < elements.Count; i++)
                Check(elements[i], items, $"{place}[{i}]", errors);
        }
    }

    private void CheckMembers(JsonObject members, JsonObject schema, string place, List<string> errors)
    {
        var properties = schema["properties"] as JsonObject;
        foreach (var name in (schema["required"] as JsonArray ?? []).Select(name => name!.GetValue<string>()))
        {
            if (!members.ContainsKey(name))
                errors.Add($"{place}.{name}: is missing");
        }

        foreach (var (name, member) in members)
        {
            if (properties?[name] is JsonObject property)
                Check(member, property, $"{place}.{name}", errors);
            else if (schema["additionalProperties"] is JsonObject others)
                Check(member, others, $"{place}.{name}", errors);
            else if (properties is not null)
                errors.Add($"{place}.{name}: is not described");
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
