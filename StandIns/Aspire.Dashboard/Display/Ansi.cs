using System.Text;

namespace Aspire.Dashboard.Display;

/// <summary>A piece of a line, and the classes that it is shown with.</summary>
internal readonly record struct AnsiText(string Text, string Classes);

/// <summary>What a program writes for a terminal, taken apart: colours become classes, what moves the cursor is left out.</summary>
internal static class Ansi
{
    private const char Escape = '\u001b';

    /// <summary>The pieces of a line.</summary>
    public static IReadOnlyList<AnsiText> Parse(string line)
    {
        var pieces = new List<AnsiText>();
        var text = new StringBuilder();
        var style = new Style();
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] != Escape)
            {
                if (!char.IsControl(line[i]) || line[i] == '\t')
                    text.Append(line[i]);
                continue;
            }

            // ESC [ parameters final: parameters are 0x20 to 0x3F, final is 0x40 to 0x7E. Of other sequences two characters go.
            var end = i + 1;
            if (end < line.Length && line[end] == '[')
            {
                do end++;
                while (end < line.Length && line[end] is >= ' ' and <= '?');
            }

            if (end < line.Length && line[end] == 'm' && line[i + 1] == '[')
            {
                Flush();
                style = style.Then(line[(i + 2)..end]);
            }

            i = end;
        }

        Flush();
        return pieces;

        void Flush()
        {
            if (text.Length > 0)
                pieces.Add(new(text.ToString(), style.Classes));
            text.Clear();
        }
    }

    /// <summary>The line without its colours.</summary>
    public static string Plain(string line) => string.Concat(Parse(line).Select(piece => piece.Text));

    private readonly record struct Style(string Colour, string Background, bool IsBold)
    {
        public string Classes => string.Join(' ', new[] { Colour, Background, IsBold ? "ansi-bold" : "" }.Where(c => !string.IsNullOrEmpty(c)));

        public Style Then(string parameters)
        {
            var style = this;
            var codes = parameters.Split(';').Select(p => p.Length == 0 ? 0 : int.TryParse(p, out var code) ? code : -1).ToArray();
            for (var i = 0; i < codes.Length; i++)
            {
                // 38 and 48 choose from 256 colours (5;n) or any (2;r;g;b), which are left out with their numbers.
                if (codes[i] is 38 or 48)
                    i += i + 1 < codes.Length && codes[i + 1] == 2 ? 4 : 2;
                else
                    style = style.Then(codes[i]);
            }

            return style;
        }

        private Style Then(int code) => code switch
        {
            0 => default,
            1 => this with { IsBold = true },
            22 => this with { IsBold = false },
            (>= 30 and <= 37) or (>= 90 and <= 97) => this with { Colour = $"ansi-{code}" },
            39 => this with { Colour = "" },
            (>= 40 and <= 47) or (>= 100 and <= 107) => this with { Background = $"ansi-{code}" },
            49 => this with { Background = "" },
            _ => this,
        };
    }
}
