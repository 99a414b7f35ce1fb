using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Telemetry.Ingestion.Json;

/// <summary>
/// Reads the fields of a JSON object as shell scripts fill them: numbers with or without quotes, texts without quotes; "" and null mean
/// that the field is missing. Texts are cleaned and truncated, never refused.
/// </summary>
internal sealed partial class ScriptFields : JsonFields
{
    private readonly Dictionary<string, JsonElement> _values = [];
    private readonly FieldLimits _limits;

    /// <summary>
    /// The body is a value of <see cref="ScriptJson"/>. Anything but an object is an error, and so is a repeated field; fields without
    /// limits are ignored.
    /// </summary>
    public ScriptFields(JsonElement body, FieldLimits limits)
    {
        _limits = limits;
        if (body.ValueKind != JsonValueKind.Object)
        {
            AddError("body", "must be a JSON object");
            return;
        }

        foreach (var property in body.EnumerateObject())
        {
            if (limits.Contains(property.Name) && !_values.TryAdd(property.Name, property.Value))
                AddError(property.Name, "is told twice");
        }
    }

    public string RequiredText(string name, int? max = null)
    {
        var text = Text(name, max);
        if (text.Length == 0)
            AddError(name, IsStructure(name) ? "must be a text" : "is missing");
        return text;
    }

    public string Text(string name, int? max = null) => PlainText.Truncate(PlainText.OneLine(Raw(name)), max ?? _limits.Max(name));

    /// <summary>Not cleaned and not truncated.</summary>
    public string Raw(string name) => !_values.TryGetValue(name, out var value) ? "" : value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => "",
    };

    /// <summary>A whole number from 0 to the field's limit, or null.</summary>
    public int? Number(string name)
    {
        if (!_values.TryGetValue(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        if (value.ValueKind == JsonValueKind.String && string.IsNullOrWhiteSpace(value.GetString()))
            return null;

        var max = _limits.Max(name);
        return ReadNumber(value) is { } number && number >= 0 && number <= max
            ? (int)number
            : Invalid<int?>(name, $"must be a whole number from 0 to {max}", null);
    }

    /// <summary>Null if the text is neither yes nor no.</summary>
    public bool? Flag(string name) => Raw(name).Trim().ToUpperInvariant() switch
    {
        "TRUE" or "1" or "YES" => true,
        "FALSE" or "0" or "NO" => false,
        _ => null,
    };

    private bool IsStructure(string name) =>
        _values.TryGetValue(name, out var value) && value.ValueKind is JsonValueKind.Object or JsonValueKind.Array;

    // A double is exact within the range of every field.
    private static double? ReadNumber(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number)
            return value.TryGetDouble(out var number) && double.IsInteger(number) ? number : null;
        return value.ValueKind == JsonValueKind.String && NumberWithUnit().Match(value.GetString()!) is { Success: true } match
            ? double.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture)
            : null;
    }

    // The unit is not converted: scripts only write the unit that the field has anyway.
    [GeneratedRegex(
        @"^\s*(?<number>[0-9]{1,20})\s*([KMGT](i?B)?|B|s|sec|seconds|cores?)?\s*\z",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NumberWithUnit();
}
