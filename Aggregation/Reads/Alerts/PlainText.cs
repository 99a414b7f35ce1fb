using System.Globalization;

namespace Telemetry.Aggregation.Reads.Alerts;

/// <summary>Text of clients inside a sentence of ours.</summary>
internal static class PlainText
{
    /// <summary>One line that turns nothing around it: control characters and marks of direction are spaces.</summary>
    public static string OneLine(string text) => string.Concat(text.Select(character =>
        char.GetUnicodeCategory(character) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator || IsDirection(character)
            ? ' '
            : character));

    private static bool IsDirection(char character) => character is '\u061C' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
