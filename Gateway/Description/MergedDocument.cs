using System.Text.Json.Nodes;

namespace Telemetry.Gateway.Description;

/// <summary>An OpenAPI document that grows part by part.</summary>
internal sealed class MergedDocument
{
    private const string SchemaPrefix = "#/components/schemas/";

    private readonly SortedDictionary<string, JsonObject> _paths = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, JsonNode> _schemas = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _tags = new(StringComparer.Ordinal);

    /// <summary>Adds what a part has and a route leads to, with what the gateway adds to it.</summary>
    /// <param name="part">The part's name: it goes before the names of its schemas that another part uses for something else.</param>
    /// <param name="document">The part.</param>
    /// <param name="find">The route that leads to a path by a method.</param>
    public void Add(string part, JsonObject document, Func<string, string, ExposedRoute?> find)
    {
        var names = AddSchemas(part, document["components"]?["schemas"] as JsonObject ?? []);
        foreach (var (path, item) in document["paths"] as JsonObject ?? [])
        {
            foreach (var (method, described) in (JsonObject)item!)
            {
                // HEAD is GET without the body, and said nowhere twice.
                if (method.Equals(HttpMethods.Head, StringComparison.OrdinalIgnoreCase) || find(path, method) is not { } route)
                    continue;

                var operation = (JsonObject)Renamed(described!, names);
                operation.AddWhatTheGatewayDoes(method, route);
                foreach (var tag in operation["tags"] as JsonArray ?? [])
                    _tags.Add(tag!.GetValue<string>());
                _paths.TryAdd(path, []);
                _paths[path][method] = operation;
            }
        }
    }

    /// <summary>The whole.</summary>
    public byte[] ToBytes() => System.Text.Encoding.UTF8.GetBytes(new JsonObject
    {
        ["openapi"] = "3.1.1",
        ["info"] = new JsonObject
        {
            ["title"] = "Telemetry",
            ["version"] = "1",
            ["description"] = "Times are RFC 3339 in UTC. Errors are one line of text that names the fault, if nothing else is said.",
        },
        ["paths"] = ToObject(_paths),
        ["components"] = new JsonObject
        {
            ["schemas"] = ToObject(_schemas),
            ["headers"] = GatewayAnswers.Headers(),
            ["securitySchemes"] = GatewayAnswers.SecuritySchemes(),
        },
        ["tags"] = new JsonArray([.. _tags.Select(tag => new JsonObject { ["name"] = tag })]),
    }.ToJsonString());

    // What a schema is called here. Two parts may share one; if they differ, also by what they refer to, the later one takes another name.
    private Dictionary<string, string> AddSchemas(string part, JsonObject schemas)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        bool IsAnother(string name, JsonNode schema) =>
            !names.ContainsKey(name) && _schemas.TryGetValue(name, out var known) && !JsonNode.DeepEquals(known, Renamed(schema, names));
        while (schemas.FirstOrDefault(schema => IsAnother(schema.Key, schema.Value!)).Key is { } clash)
            names[clash] = $"{char.ToUpperInvariant(part[0])}{part[1..]}{clash}";

        foreach (var (name, schema) in schemas)
            _schemas[names.GetValueOrDefault(name, name)] = Renamed(schema!, names);
        return names;
    }

    private static JsonNode Renamed(JsonNode node, Dictionary<string, string> names)
    {
        switch (node)
        {
            case JsonObject all:
                return new JsonObject(all.Select(member => KeyValuePair.Create(
                    member.Key,
                    member is { Key: "$ref", Value: JsonValue reference } ? Renamed(reference, names) : member.Value is null ? null : Renamed(member.Value, names))));
            case JsonArray list:
                return new JsonArray([.. list.Select(element => element is null ? null : Renamed(element, names))]);
            default:
                return node.DeepClone();
        }
    }

    private static JsonNode Renamed(JsonValue reference, Dictionary<string, string> names)
    {
        var target = reference.GetValue<string>();
        return target.StartsWith(SchemaPrefix, StringComparison.Ordinal) && names.TryGetValue(target[SchemaPrefix.Length..], out var name)
            ? SchemaPrefix + name
            : target;
    }

    private static JsonObject ToObject<T>(SortedDictionary<string, T> members)
        where T : JsonNode => new(members.Select(member => KeyValuePair.Create(member.Key, (JsonNode?)member.Value)));
}
