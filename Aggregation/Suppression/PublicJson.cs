using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Telemetry.Contracts.Reads;

namespace Telemetry.Aggregation.Suppression;

/// <summary>
/// Responses as the public may see them. A count of 1 to 4 could identify one person (k-anonymity), so it is null, and so is every value
/// computed from it. Zero is not suppressed: it identifies no instance. Attributes declare each member (<see cref="NotACountAttribute"/>,
/// <see cref="SuppressedWithAttribute"/>, <see cref="AdminOnlyAttribute"/>); JSON names play no role. An integer without a declaration is
/// suppressed; a fraction or an unknown type is refused.
/// </summary>
internal static class PublicJson
{
    /// <summary>The suppression threshold: smaller counts are not published.</summary>
    public const int Threshold = 5;

    private static readonly HashSet<Type> Harmless = [typeof(string), typeof(bool), typeof(Guid), typeof(DateTime), typeof(DateOnly)];

    private static readonly HashSet<Type> Integers = [typeof(int), typeof(long), typeof(uint), typeof(ulong), typeof(short), typeof(byte)];

    private static readonly JsonSerializerOptions Options = WithSuppression(Json.Options);

    /// <summary>Throws InvalidOperationException for a type with an undeclared member.</summary>
    public static byte[] Write<T>(T value)
    {
        Verify(typeof(T));
        return JsonSerializer.SerializeToUtf8Bytes(value, Options);
    }

    /// <summary>The same for JSON that the database has built.</summary>
    public static byte[] Write<T>(byte[] json)
        where T : notnull => Write(Json.Read<T>(json));

    /// <summary>A copy with null for suppressed values; the type's members must be nullable.</summary>
    public static T Suppress<T>(T value)
        where T : notnull => Json.Read<T>(Write(value));

    public static bool IsSuppressed(decimal count) => count is > 0 and < Threshold && decimal.IsInteger(count);

    /// <summary>Throws for a response type with an undeclared member.</summary>
    public static void Verify(Type type) => Verify(type, Options, []);

    public static JsonSerializerOptions WithSuppression(JsonSerializerOptions options) => new(options)
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { Declare } },
    };

    private static void Verify(Type type, JsonSerializerOptions options, HashSet<Type> verified)
    {
        if (!verified.Add(type) || Harmless.Contains(Nullable.GetUnderlyingType(type) ?? type))
            return;

        var contract = options.GetTypeInfo(type);
        switch (contract.Kind)
        {
            case JsonTypeInfoKind.Object:
                foreach (var property in contract.Properties)
                {
                    // Suppressed members were replaced with members of type object.
                    if (property.PropertyType != typeof(object) && !IsDeclared<NotACountAttribute>(property))
                        Verify(property.PropertyType, options, verified);
                }

                break;
            case JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary:
                Verify(contract.ElementType!, options, verified);
                break;
            default:
                throw new InvalidOperationException($"It is not known what the public may see of a {type}");
        }
    }

    private static void Declare(JsonTypeInfo contract)
    {
        if (contract.Kind != JsonTypeInfoKind.Object)
            return;

        for (var i = 0; i < contract.Properties.Count; i++)
        {
            var property = contract.Properties[i];
            if (PublicValueOf(contract.Type, property) is { } get)
                contract.Properties[i] = Replace(contract, property, get);
        }
    }

    // Null: the value is public.
    private static Func<object, object?>? PublicValueOf(Type owner, JsonPropertyInfo property)
    {
        if (property.Get is not { } get || IsDeclared<NotACountAttribute>(property))
            return null;
        if (IsDeclared<AdminOnlyAttribute>(property))
            return _ => property.PropertyType == typeof(string) ? "" : Array.Empty<object>();
        if (Declaration<SuppressedWithAttribute>(property) is { Counts: var names })
        {
            var counts = names.Select(name => CountOf(owner, name)).ToList();
            return value =>
                counts.Any(count => count.GetValue(value) is { } number && IsSuppressed(Convert.ToDecimal(number))) ? null : get(value);
        }

        if (property.PropertyType == typeof(object))
            throw new InvalidOperationException($"It is not known what the public may see of {owner}.{property.Name}");

        return ContainsCounts(property.PropertyType) ? value => Suppressed(get(value)) : null;
    }

    private static PropertyInfo CountOf(Type owner, string name) =>
        owner.GetProperty(name) is { } property && ContainsCounts(property.PropertyType)
        ? property
        : throw new InvalidOperationException($"{owner}.{name} is no count");

    private static bool ContainsCounts(Type type) =>
        Integers.Contains(Nullable.GetUnderlyingType(type) ?? type)
        || (type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(RawJson<>) || ContainsCounts(type.GetGenericArguments()[^1])));

    private static object? Suppressed(object? value) => value switch
    {
        null or string => value,
        IRawJson json => Suppressed(JsonNode.Parse(json.Text)),
        IDictionary counts => counts.Keys.Cast<string>().ToDictionary(key => key, key => Suppressed(counts[key])),
        IEnumerable counts => counts.Cast<object?>().Select(Suppressed).ToList(),
        _ => IsSuppressed(Convert.ToDecimal(value)) ? null : value,
    };

    // Names in the JSON of clients say nothing about their values.
    private static JsonNode? Suppressed(JsonNode? json) => json switch
    {
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, Suppressed(member.Value)))),
        JsonArray elements => new JsonArray([.. elements.Select(Suppressed)]),
        JsonValue value when value.TryGetValue<decimal>(out var number) && IsSuppressed(number) => null,
        _ => json?.DeepClone(),
    };

    private static JsonPropertyInfo Replace(JsonTypeInfo contract, JsonPropertyInfo property, Func<object, object?> get)
    {
        var replacement = contract.CreateJsonPropertyInfo(typeof(object), property.Name);
        replacement.Get = get;
        if (Declaration<JsonIgnoreAttribute>(property) is { Condition: JsonIgnoreCondition.WhenWritingNull })
            replacement.ShouldSerialize = (owner, _) => property.Get!(owner) is not null;
        return replacement;
    }

    private static bool IsDeclared<T>(JsonPropertyInfo property)
        where T : Attribute => Declaration<T>(property) is not null;

    private static T? Declaration<T>(JsonPropertyInfo property)
        where T : Attribute => (property.AttributeProvider as MemberInfo)?.GetCustomAttribute<T>();
}
