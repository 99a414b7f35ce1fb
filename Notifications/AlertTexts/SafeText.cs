using System.Globalization;
using System.Text;

namespace Telemetry.Notifications.AlertTexts;

/// <summary>
/// Makes text from clients and servers harmless in a line of a notice. PlainText cleans text for storage and keeps every visible detail;
/// this also removes invisible characters and shortens with an ellipsis. HTML is encoded in addition (<see cref="Markup"/>).
/// </summary>
internal static class SafeText
{
    public const int NameLength = 80;

    private static readonly Rune Joiner = new('\u200d');

    /// <summary>
    /// White space, including line ends, becomes one space. Control characters and invisible ones (such as direction marks) are removed.
    /// A text of more than max Unicode code points ends with an ellipsis.
    /// </summary>
    public static string Line(string text, int max)
    {
        var line = new StringBuilder();
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsSpace(rune))
            {
                if (line.Length == 0 || line[^1] == ' ')
                    continue;
            }
            else if (IsInvisible(rune))
            {
                continue;
            }

            if (++length > max)
                return $"{Shortened(line)}…";
            line.Append(IsSpace(rune) ? " " : rune.ToString());
        }

        return line.ToString().TrimEnd();
    }

    public static string Name(string text) => Line(text, NameLength);

    // The ellipsis takes the place of the last character.
    private static string Shortened(StringBuilder line)
    {
        line.Length -= char.IsLowSurrogate(line[^1]) ? 2 : 1;
        return line.ToString().TrimEnd();
    }

    private static bool IsSpace(Rune rune) =>
        Rune.IsWhiteSpace(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    // The joiner is part of emoji.
    private static bool IsInvisible(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format && rune != Joiner;
}
