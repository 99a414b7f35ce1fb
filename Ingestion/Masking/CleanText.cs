using System.Text;

namespace Telemetry.Ingestion.Masking;

/// <summary>Takes out of a text what no terminal shows and no database keeps.</summary>
public static class CleanText
{
    private const char Escape = '\u001b';

    /// <summary>One line: white space becomes spaces, other control characters and colours of a terminal go, and so does space around it.</summary>
    public static string OneLine(string text) => Clean(text, keepLines: false);

    /// <summary>Lines: as <see cref="OneLine"/>, but tabs and the ends of lines (<c>\n</c>) stay.</summary>
    public static string Lines(string text) => Clean(text, keepLines: true);

    /// <summary>The first characters (Unicode code points) of a text.</summary>
    public static string Cut(string text, int most)
    {
        if (text.Length <= most)
            return text;

        var length = 0;
        for (var characters = 0; characters < most && length < text.Length; characters++)
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

    // ESC [ parameters final: the parameters are visible characters and would stick to what follows, say to an address.
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
