using System.Collections.Frozen;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Telemetry.Ingestion.Json;

/// <summary>
/// The names of a body's fields and their limits. Both come from the record that describes the body in the OpenAPI document, so the
/// document and the reader cannot differ.
/// </summary>
internal sealed class FieldLimits
{
    private readonly FrozenDictionary<string, int?> _limits;

    private FieldLimits(Type body) => _limits = body.GetProperties().ToFrozenDictionary(NameOf, LimitOf);

    public static FieldLimits Of<TBody>() => new(typeof(TBody));

    public bool Contains(string name) => _limits.ContainsKey(name);

    /// <summary>The maximum of a number, or of the number of characters of a text.</summary>
    public int Max(string name) => _limits[name] ?? throw new ArgumentException($"{name} has no limit", nameof(name));

    private static string NameOf(PropertyInfo property) =>
        property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);

    private static int? LimitOf(PropertyInfo property) =>
        property.GetCustomAttribute<MaxLengthAttribute>()?.Length ?? (int?)property.GetCustomAttribute<RangeAttribute>()?.Maximum;
}
