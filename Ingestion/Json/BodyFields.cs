using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Telemetry.Ingestion.Json;

/// <summary>Reads the fields of a JSON object and remembers the first fault, which begins with the field's name.</summary>
public sealed partial class BodyFields
{
    private readonly JsonElement _body;

    /// <summary>Takes any JSON; what is no object is the first fault.</summary>
    public BodyFields(JsonElement body)
    {
        _body = body;
        if (body.ValueKind != JsonValueKind.Object)
            Fault = "body: must be a JSON object";
    }

    /// <summary>What is wrong, or null.</summary>
    public string? Fault { get; private set; }

    /// <summary>A UUID in the form 8-4-4-4-12; nothing else that .NET takes for one.</summary>
    public static bool TryReadId(string? text, out Guid id) =>
        Guid.TryParseExact(text, "D", out id) && id.ToString("D").Equals(text, StringComparison.OrdinalIgnoreCase);

    /// <summary>A required UUID.</summary>
    public Guid Id(string name) => TryReadId(Required(name), out var id) ? id : Wrong(name, "must be a UUID", id);

    /// <summary>Required bytes, in hexadecimal digits of either case.</summary>
    public byte[] Hex(string name, int length)
    {
        var bytes = new byte[length];
        return Required(name) is { } text && text.Length == 2 * length
            && Convert.FromHexString(text, bytes, out _, out _) == System.Buffers.OperationStatus.Done
            ? bytes
            : Wrong(name, $"must be {2 * length} hexadecimal characters", bytes);
    }

    /// <summary>A required text that is not blank.</summary>
    public string Text(string name, int most)
    {
        var text = Required(name);
        return string.IsNullOrWhiteSpace(text) ? Wrong(name, "must not be blank", "") : Bounded(name, text, most);
    }

    /// <summary>A required text that may be "".</summary>
    public string PossiblyEmptyText(string name, int most) => Bounded(name, Required(name) ?? "", most);

    /// <summary>A text, or "" where it is missing or null.</summary>
    public string OptionalText(string name, int most) => Bounded(name, Value(name) ?? "", most);

    /// <summary>A required point in time (RFC 3339, with its offset), as UTC.</summary>
    public DateTimeOffset Time(string name)
    {
        const string Form = "must be an RFC 3339 time with an offset, such as 2026-01-02T03:04:05Z";
        if (Required(name) is not { } text || Rfc3339().Match(text) is not { Success: true } match)
            return Wrong(name, Form, DateTimeOffset.UnixEpoch);

        // Clients write up to nine digits of a second; .NET reads seven.
        var fraction = match.Groups["fraction"].Value;
        var seven = fraction.Length > 8 ? text.Replace(fraction, fraction[..8], StringComparison.Ordinal) : text;
        return DateTimeOffset.TryParse(seven, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : Wrong(name, Form, DateTimeOffset.UnixEpoch);
    }

    /// <summary>A required whole number of 64 bits without a sign.</summary>
    public ulong UInt64(string name)
    {
        if (!TryGet(name, out var value))
            return Wrong(name, "is missing", 0ul);

        return value.ValueKind == JsonValueKind.Number && value.TryGetUInt64(out var number)
            ? number
            : Wrong(name, $"must be a whole number from 0 to {ulong.MaxValue}", 0ul);
    }

    /// <summary>A required JSON object.</summary>
    public JsonElement Object(string name)
    {
        if (!TryGet(name, out var value))
            return Wrong(name, "is missing", value);

        return value.ValueKind == JsonValueKind.Object ? value : Wrong(name, "must be a JSON object", value);
    }

    /// <summary>Records a fault of a field.</summary>
    public void Refuse(string name, string fault) => Fault ??= $"{name}: {fault}";

    private string? Required(string name)
    {
        var value = Value(name);
        if (value is null)
            Refuse(name, "is missing");
        return value;
    }

    private string? Value(string name)
    {
        if (!TryGet(name, out var value))
            return null;

        return value.ValueKind == JsonValueKind.String ? value.GetString() : Wrong<string?>(name, "must be a string", null);
    }

    // null means missing: clients whose language has no other word for it send that.
    private bool TryGet(string name, out JsonElement value)
    {
        value = default;
        return _body.ValueKind == JsonValueKind.Object && _body.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;
    }

    // Characters are Unicode code points, as PostgreSQL and the clients' languages count them.
    private string Bounded(string name, string text, int most)
    {
        if (text.EnumerateRunes().Count() > most)
            return Wrong(name, $"must not be longer than {most} characters", "");

        return text.Any(char.IsControl) ? Wrong(name, "must not have control characters", "") : text;
    }

    private T Wrong<T>(string name, string fault, T fallback)
    {
        Refuse(name, fault);
        return fallback;
    }

    [GeneratedRegex(
        @"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(?<fraction>\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})\z",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Rfc3339();
}
