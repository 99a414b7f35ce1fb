using System.Globalization;
using System.Text;

namespace Telemetry.Notifications.Composition;

/// <summary>Text from clients and servers, made harmless for a line of text. HTML is encoded besides (<see cref="Markup"/>).</summary>
internal static class SafeText
{
    /// <summary>A name may have this many characters.</summary>
    public const int NameLength = 80;

    private static readonly Rune Joiner = new('\u200d');

    /// <summary>
    /// One line: ends of lines and other white space become a space, control characters and invisible ones (marks that turn the direction
    /// of writing among them) go, and what is too long ends with an ellipsis.
    /// </summary>
    /// <param name="text">Any text.</param>
    /// <param name="most">So many characters (Unicode code points) at most.</param>
    public static string Line(string text, int most)
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

            if (++length > most)
                return $"{Shortened(line)}…";
            line.Append(IsSpace(rune) ? " " : rune.ToString());
        }

        return line.ToString().TrimEnd();
    }

    /// <summary>A name from a client.</summary>
    public static string Name(string text) => Line(text, NameLength);

    // The ellipsis takes the place of the last character.
    private static string Shortened(StringBuilder line)
    {
        line.Length -= char.IsLowSurrogate(line[^1]) ? 2 : 1;
        return line.ToString().TrimEnd();
    }

    private static bool IsSpace(Rune rune) =>
        Rune.IsWhiteSpace(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    // The joiner holds emoji together.
    private static bool IsInvisible(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format && rune != Joiner;
}
