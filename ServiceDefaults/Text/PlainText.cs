using System.Text;

namespace Telemetry.ServiceDefaults.Text;

/// <summary>Removes characters that no terminal shows and no database stores from a client's text.</summary>
public static class PlainText
{
    private const char Escape = '\u001b';

    /// <summary>
    /// Trimmed to one line: line ends and tabs become spaces; other control characters and terminals' colour sequences are removed.
    /// </summary>
    public static string OneLine(string text) => Clean(text, keepLines: false);

    /// <summary>Like <see cref="OneLine"/>, but keeps tabs and line ends (as <c>\n</c>).</summary>
    public static string Lines(string text) => Clean(text, keepLines: true);

    /// <summary>Counts characters as Unicode code points.</summary>
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
