using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Telemetry.Ingestion.Json;

/// <summary>A field of another type or beyond its limit is an error.</summary>
internal sealed partial class StrictFields : JsonFields
{
    private readonly JsonElement _body;
    private readonly FieldLimits? _limits;

    /// <summary>A body that is not an object is an error. The limits are those of texts that are read without an explicit one.</summary>
    public StrictFields(JsonElement body, FieldLimits? limits = null)
    {
        (_body, _limits) = (body, limits);
        if (body.ValueKind != JsonValueKind.Object)
            AddError("body", "must be a JSON object");
    }

    /// <summary>Accepts the form 8-4-4-4-12 only: .NET also parses braces, and spaces around a UUID.</summary>
    public static bool TryReadId(string? text, out Guid id) =>
        Guid.TryParseExact(text, "D", out id) && id.ToString("D").Equals(text, StringComparison.OrdinalIgnoreCase);

    public Guid Id(string name) => TryReadId(Required(name), out var id) ? id : Invalid(name, "must be a UUID", id);

    public byte[] Hex(string name, int length)
    {
        var bytes = new byte[length];
        return Required(name) is { } text && text.Length == 2 * length
            && Convert.FromHexString(text, bytes, out _, out _) == System.Buffers.OperationStatus.Done
            ? bytes
            : Invalid(name, $"must be {2 * length} hexadecimal characters", bytes);
    }

    /// <summary>A required text that is not blank.</summary>
    public string Text(string name, int? max = null)
    {
        var text = Required(name);
        return string.IsNullOrWhiteSpace(text) ? Invalid(name, "must not be blank", "") : Bounded(name, text, max);
    }

    public string PossiblyEmptyText(string name, int? max = null) => Bounded(name, Required(name) ?? "", max);

    /// <summary>"" if the field is missing or null.</summary>
    public string OptionalText(string name, int? max = null) => Bounded(name, Value(name) ?? "", max);

    /// <summary>A required RFC 3339 time with its offset, as UTC.</summary>
    public DateTimeOffset Time(string name)
    {
        const string Form = "must be an RFC 3339 time with an offset, such as 2026-01-02T03:04:05Z";
        if (Required(name) is not { } text || Rfc3339().Match(text) is not { Success: true } match)
            return Invalid(name, Form, DateTimeOffset.UnixEpoch);

        // Clients send up to nine digits of a second; .NET parses seven.
        var fraction = match.Groups["fraction"].Value;
        var seven = fraction.Length > 8 ? text.Replace(fraction, fraction[..8], StringComparison.Ordinal) : text;
        return DateTimeOffset.TryParse(seven, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : Invalid(name, Form, DateTimeOffset.UnixEpoch);
    }

    /// <summary>The fallback is for a missing field, null and "".</summary>
    public DateTimeOffset OptionalTime(string name, DateTimeOffset fallback) =>
        TryGet(name, out var value) && !(value.ValueKind == JsonValueKind.String && value.ValueEquals("")) ? Time(name) : fallback;

    public ulong UInt64(string name)
    {
        if (!TryGet(name, out var value))
            return Invalid(name, "is missing", 0ul);
        return value.ValueKind == JsonValueKind.Number && value.TryGetUInt64(out var number)
            ? number
            : Invalid(name, $"must be a whole number from 0 to {ulong.MaxValue}", 0ul);
    }

    public JsonElement Object(string name)
    {
        if (!TryGet(name, out var value))
            return Invalid(name, "is missing", value);
        return value.ValueKind == JsonValueKind.Object ? value : Invalid(name, "must be a JSON object", value);
    }

    private string? Required(string name)
    {
        var value = Value(name);
        if (value is null)
            AddError(name, "is missing");
        return value;
    }

    private string? Value(string name)
    {
        if (!TryGet(name, out var value))
            return null;
        return value.ValueKind == JsonValueKind.String ? value.GetString() : Invalid<string?>(name, "must be a string", null);
    }

    // Serializers of some languages write null for a missing value.
    private bool TryGet(string name, out JsonElement value)
    {
        value = default;
        return _body.ValueKind == JsonValueKind.Object && _body.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;
    }

    // Characters are Unicode code points, as PostgreSQL and the clients' languages count them.
    private string Bounded(string name, string text, int? explicitMax)
    {
        var max = explicitMax ?? _limits!.Max(name);
        if (text.EnumerateRunes().Count() > max)
            return Invalid(name, $"must not be longer than {max} characters", "");
        return text.Any(char.IsControl) ? Invalid(name, "must not have control characters", "") : text;
    }

    [GeneratedRegex(
        @"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(?<fraction>\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})\z",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Rfc3339();
}
