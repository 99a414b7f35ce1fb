using System.Text;

namespace Telemetry.ServiceDefaults.Text;

/// <summary>Removes from a text of a client what no terminal shows and no database stores.</summary>
public static class PlainText
{
    private const char Escape = '\u001b';

    /// <summary>
    /// One line without space around it: ends of lines and tabs become spaces, other control characters and the colour sequences of
    /// terminals are removed.
    /// </summary>
    public static string OneLine(string text) => Clean(text, keepLines: false);

    /// <summary>Several lines: as <see cref="OneLine"/>, but tabs and ends of lines (as <c>\n</c>) stay.</summary>
    public static string Lines(string text) => Clean(text, keepLines: true);

    /// <summary>The first characters (Unicode code points) of a text.</summary>
    public static string Truncate(string text, int maxCharacters)
    {
        if (text.Length <= maxCharacters)
            return text;

        var length = 0;
        for (var characters = 0; characters < maxCharacters && length < text.Length; characters++)
            length += char.IsSurrogatePair(text, length) ? 2 : 1;
        return text[..length];
    }

    private static string Clean(string text, bool keepLines)
    {
        if (!text.Any(char.IsControl))
            return text.Trim();

        var clean = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            var character = text[at];
            if (character == '\r')
                character = at + 1 < text.Length && text[at + 1] == '\n' ? '\0' : '\n';

            if (character is '\n' or '\t')
                clean.Append(keepLines ? character : ' ');
            else if (character == Escape)
                at = EndOfSequence(text, at);
            else if (!char.IsControl(character))
                clean.Append(character);
        }

        return clean.ToString().Trim();
    }

    // A sequence is ESC [ parameters final. Its parameters are visible characters, and would become part of the text behind it.
    private static int EndOfSequence(string text, int escape)
    {
        var at = escape + 1;
        if (at >= text.Length || text[at] != '[')
            return escape;

        while (at + 1 < text.Length && text[at + 1] is >= ' ' and <= '?')
            at++;
        return at + 1 < text.Length && text[at + 1] is >= '@' and <= '~' ? at + 1 : at;
    }
}
