using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Telemetry.Ingestion.Masking;

namespace Telemetry.Ingestion.Json;

/// <summary>
/// Reads the fields of a JSON object as shell scripts fill them: a number may stand in quotes and a text without them, "" and null are: not
/// told. Texts are cleaned and cut, never refused. Remembers the first fault, which begins with the field's name.
/// </summary>
public sealed partial class LooseFields
{
    private readonly Dictionary<string, JsonElement> _values = [];

    /// <summary>Takes any JSON; what is no object is the first fault, and so is a field that is told twice.</summary>
    /// <param name="body">Of <see cref="ScriptJson"/>.</param>
    /// <param name="names">The fields that are read; others may be anything.</param>
    public LooseFields(JsonElement body, FrozenSet<string> names)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            Fault = "body: must be a JSON object";
            return;
        }

        foreach (var property in body.EnumerateObject())
        {
            if (names.TryGetValue(property.Name, out var name) && !_values.TryAdd(name, property.Value))
                Refuse(name, "is told twice");
        }
    }

    /// <summary>What is wrong, or null.</summary>
    public string? Fault { get; private set; }

    /// <summary>A required text of one line that is not blank.</summary>
    public string RequiredText(string name, int most)
    {
        var text = Text(name, most);
        if (text.Length == 0)
            Refuse(name, IsStructure(name) ? "must be a text" : "is missing");
        return text;
    }

    /// <summary>A text of one line, or "".</summary>
    public string Text(string name, int most) => CleanText.Cut(CleanText.OneLine(Raw(name)), most);

    /// <summary>A text as it is in the body, or "".</summary>
    public string Raw(string name) => !_values.TryGetValue(name, out var value) ? "" : value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => "",
    };

    /// <summary>A whole number from 0 on, or null.</summary>
    public int? Number(string name, int most)
    {
        if (!_values.TryGetValue(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        if (value.ValueKind == JsonValueKind.String && string.IsNullOrWhiteSpace(value.GetString()))
            return null;
        if (ReadNumber(value) is { } number && number >= 0 && number <= most)
            return (int)number;

        Refuse(name, $"must be a whole number from 0 to {most}");
        return null;
    }

    /// <summary>Yes or no, or null; anything else is not told.</summary>
    public bool? Flag(string name) => Raw(name).Trim().ToUpperInvariant() switch
    {
        "TRUE" or "1" or "YES" => true,
        "FALSE" or "0" or "NO" => false,
        _ => null,
    };

    /// <summary>Records a fault of a field.</summary>
    public void Refuse(string name, string fault) => Fault ??= $"{name}: {fault}";

    private bool IsStructure(string name) =>
        _values.TryGetValue(name, out var value) && value.ValueKind is JsonValueKind.Object or JsonValueKind.Array;

    // Beyond the range of every field a double is as good as the number itself.
    private static double? ReadNumber(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number)
            return value.TryGetDouble(out var number) && double.IsInteger(number) ? number : null;

        return value.ValueKind == JsonValueKind.String && NumberWithUnit().Match(value.GetString()!) is { Success: true } match
            ? double.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture)
            : null;
    }

    // The unit is not converted: each field has its own, and scripts write it where they mean that one.
    [GeneratedRegex(
        @"^\s*(?<number>[0-9]{1,20})\s*([KMGT](i?B)?|B|s|sec|seconds|cores?)?\s*\z",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NumberWithUnit();
}
