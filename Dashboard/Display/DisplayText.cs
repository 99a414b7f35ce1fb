using System.Text.Encodings.Web;
using System.Text.Json;

namespace Telemetry.Dashboard.Display;

/// <summary>Texts cut to a length, and JSON for people. Views must encode both for HTML.</summary>
internal static class DisplayText
{
    private const int MaxCharacters = 60;

    // Names in any script stay readable.
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Indented = new(Compact) { WriteIndented = true };

    /// <summary>In UTF-16 units, without half a character at the end.</summary>
    public static string Truncate(string text, int maxLength)
    {
        if (text.Length <= maxLength)
            return text;

        return text[..(char.IsHighSurrogate(text[maxLength - 1]) ? maxLength - 1 : maxLength)];
    }

    /// <summary>
    /// At most 60 whole characters (grapheme clusters), for places where CSS cannot shorten a text, such as the options of a list.
    /// </summary>
    public static string Ellipsize(string text)
    {
        if (text.Length <= MaxCharacters)
            return text;

        var starts = StringInfo.ParseCombiningCharacters(text);
        return starts.Length <= MaxCharacters ? text : $"{text[..starts[MaxCharacters - 1]]}…";
    }

    /// <summary>On one line.</summary>
    public static string Json(JsonElement json) => JsonSerializer.Serialize(json, Compact);

    public static string IndentedJson<T>(T value) => JsonSerializer.Serialize(value, Indented);
}
