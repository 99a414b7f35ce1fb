using System.Text.RegularExpressions;

namespace Telemetry.Aggregation.Runs;

/// <summary>
/// What an error text has in common with others: its most telling line, with placeholders for what differs from machine to machine.
/// </summary>
public static partial class ErrorPattern
{
    /// <summary>What a day's failures are counted under after the first 500 patterns (run_patterns.sql).</summary>
    public const string Other = "(other)";

    /// <summary>In characters.</summary>
    public const int Longest = 120;

    // Characters of the log's end, and of a line.
    private const int LogEnd = 16_384;
    private const int LineStart = 500;

    private const int Milliseconds = 1000;

    /// <summary>The pattern of an error text; "" if it says nothing.</summary>
    public static string Of(string error)
    {
        var text = ErrorText.WithoutHeading(error);
        if (string.IsNullOrWhiteSpace(text))
            text = HeadingStart().Replace(error, "");
        text = Control().Replace(text[Math.Max(0, text.Length - LogEnd)..], "");
        return Cut(Normalised(MostTelling(text)));
    }

    private static string MostTelling(string text)
    {
        var last = "";
        foreach (var line in text.Split('\n').Reverse())
        {
            var start = line.Trim();
            if (start.Length > LineStart)
                start = start[..LineStart];
            if (start.Length == 0 || !start.Any(char.IsLetter))
                continue;
            if (LooksLikeAnError().IsMatch(start))
                return start;
            if (last.Length == 0)
                last = start;
        }

        return last;
    }

    private static string Normalised(string line)
    {
        line = Time().Replace(line, "<time>");
        line = Quoted().Replace(line, "${quote}<name>${quote}");
        line = Temporary().Replace(line, "<temp>");
        line = Hex().Replace(line, "<hex>");
        line = Number().Replace(line, "<n>");
        return Blanks().Replace(line, " ").Trim();
    }

    // Not through a character of two halves.
    private static string Cut(string line)
    {
        if (line.Length <= Longest)
            return line;

        var length = char.IsHighSurrogate(line[Longest - 1]) ? Longest - 1 : Longest;
        return line[..length].TrimEnd();
    }

    [GeneratedRegex(@"\A\s*exit_code=\d+ \|\s*", RegexOptions.None, Milliseconds)]
    private static partial Regex HeadingStart();

    // Colours of a terminal, and what else is not to be seen.
    [GeneratedRegex(@"\x1b\[[0-9;?]*[A-Za-z]|[\x00-\x08\x0b-\x1f\x7f]", RegexOptions.None, Milliseconds)]
    private static partial Regex Control();

    [GeneratedRegex(
        @"\b(error|err!|failed|failure|fatal|panic|exception|denied|refused|unable to|cannot|could not|not found|no such|killed|timed out)\b|^E: |\*\*\*",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        Milliseconds)]
    private static partial Regex LooksLikeAnError();

    [GeneratedRegex(@"\b\d{4}-\d\d-\d\d([T_ -]\d\d:?\d\d(:?\d\d)?([.,]\d+)?(Z|[+-]\d\d:?\d\d)?)?|\b\d\d:\d\d:\d\d\b", RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex Time();

    [GeneratedRegex(@"(?<!\w)(?<quote>['""`])(?!<)[^'""`\n]+\k<quote>(?!\w)", RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"(/var)?/tmp/[^\s:,;'""]+|\btmp\.[A-Za-z0-9]+", RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex Temporary();

    // UUIDs, 0x..., and digests: at least eight hexadecimal digits, one of them a decimal one.
    [GeneratedRegex(
        @"\b(0x[0-9a-fA-F]+|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|(?=[0-9a-fA-F]*[0-9])(?=[0-9a-fA-F]*[a-fA-F])[0-9a-fA-F]{8,})\b",
        RegexOptions.ExplicitCapture,
        Milliseconds)]
    private static partial Regex Hex();

    // Not within a word: python3 and E404 tell something. With what is between digits: versions, sizes, dates.
    [GeneratedRegex(@"(?<![\p{L}\d_.])v?\d+(?:[.:,/-]\d+)*", RegexOptions.None, Milliseconds)]
    private static partial Regex Number();

    [GeneratedRegex(@"\s+", RegexOptions.None, Milliseconds)]
    private static partial Regex Blanks();
}
