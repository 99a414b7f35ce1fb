using System.Text.RegularExpressions;

namespace Telemetry.Aggregation.Runs;

/// <summary>
/// The part of an error text that similar errors share: its most specific line, with placeholders for parts that differ between machines.
/// </summary>
internal static partial class ErrorPattern
{
    /// <summary>The pattern of further errors after the first 500 patterns of a day (run_patterns.insert.sql).</summary>
    public const string Other = "(other)";

    public const int MaxLength = 120;

    private const int LogEnd = 16_384;
    private const int LineStart = 500;

    private const int Milliseconds = 1000;

    public static string Of(string error)
    {
        var text = ErrorText.WithoutHeading(error);
        if (string.IsNullOrWhiteSpace(text))
            text = HeadingStart().Replace(error, "");
        text = Control().Replace(text[Math.Max(0, text.Length - LogEnd)..], "");
        return Truncate(Normalize(FindLine(text)));
    }

    private static string FindLine(string text)
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

    private static string Normalize(string line)
    {
        line = Time().Replace(line, "<time>");
        line = Quoted().Replace(line, "${quote}<name>${quote}");
        line = Temporary().Replace(line, "<temp>");
        line = Hex().Replace(line, "<hex>");
        line = Number().Replace(line, "<n>");
        return Blanks().Replace(line, " ").Trim();
    }

    // A surrogate pair stays whole.
    private static string Truncate(string line)
    {
        if (line.Length <= MaxLength)
            return line;

        var length = char.IsHighSurrogate(line[MaxLength - 1]) ? MaxLength - 1 : MaxLength;
        return line[..length].TrimEnd();
    }

    [GeneratedRegex(@"\A\s*exit_code=\d+ \|\s*", RegexOptions.None, Milliseconds)]
    private static partial Regex HeadingStart();

    // Colour sequences of terminals and other invisible characters.
    [GeneratedRegex(@"\x1b\[[0-9;?]*[A-Za-z]|[\x00-\x08\x0b-\x1f\x7f]", RegexOptions.None, Milliseconds)]
    private static partial Regex Control();

    [GeneratedRegex(
        @"\b(error|err!|failed|failure|fatal|panic|exception|denied|refused|unable to|cannot|could not|not found|no such|killed"
            + @"|timed out)\b|^E: |\*\*\*",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        Milliseconds)]
    private static partial Regex LooksLikeAnError();

    [GeneratedRegex(
        @"\b\d{4}-\d\d-\d\d([T_ -]\d\d:?\d\d(:?\d\d)?([.,]\d+)?(Z|[+-]\d\d:?\d\d)?)?|\b\d\d:\d\d:\d\d\b", RegexOptions.ExplicitCapture,
        Milliseconds)]
    private static partial Regex Time();

    [GeneratedRegex(@"(?<!\w)(?<quote>['""`])(?!<)[^'""`\n]+\k<quote>(?!\w)", RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"(/var)?/tmp/[^\s:,;'""]+|\btmp\.[A-Za-z0-9]+", RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex Temporary();

    // UUIDs, 0x..., and digests: at least eight hexadecimal digits, one of them a decimal one.
    [GeneratedRegex(
        @"\b(0x[0-9a-fA-F]+|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
            + @"|(?=[0-9a-fA-F]*[0-9])(?=[0-9a-fA-F]*[a-fA-F])[0-9a-fA-F]{8,})\b",
        RegexOptions.ExplicitCapture,
        Milliseconds)]
    private static partial Regex Hex();

    // Not within a word: python3 and E404 are specific. Including separators between digits: versions, sizes, dates.
    [GeneratedRegex(@"(?<![\p{L}\d_.])v?\d+(?:[.:,/-]\d+)*", RegexOptions.None, Milliseconds)]
    private static partial Regex Number();

    [GeneratedRegex(@"\s+", RegexOptions.None, Milliseconds)]
    private static partial Regex Blanks();
}
