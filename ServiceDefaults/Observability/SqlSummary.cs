using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Telemetry.ServiceDefaults.Observability;

/// <summary>
/// A statement in few words, as OpenTelemetry's <c>db.query.summary</c>: what it does to which of our tables (those of our schemas, and the intake's
/// scratch tables), in order, each once. It names spans, so there must not be many of them, and nothing that a client wrote may be in it.
/// </summary>
public static partial class SqlSummary
{
    private const int MostCharacters = 255;

    // There are some hundred statements; those that are composed have a few dozen variants.
    private const int MostKept = 2_000;

    private static readonly ConcurrentDictionary<string, string> Kept = new(StringComparer.Ordinal);

    /// <summary>For example <c>insert analytics.batches</c>; of a statement without tables its first word.</summary>
    public static string Of(string sql)
    {
        if (Kept.TryGetValue(sql, out var summary))
            return summary;

        summary = Cut([.. Tables().Matches(sql).Select(match => $"{Verb(match.Groups["verb"].ValueSpan)} {match.Groups["table"].ValueSpan}").Distinct(StringComparer.Ordinal)]);
        if (summary.Length == 0)
            summary = FirstWord().Match(sql).Value;
        if (Kept.Count < MostKept)
            Kept.TryAdd(sql, summary);
        return summary;
    }

    /// <summary>Of several statements that go together.</summary>
    public static string Of(IEnumerable<string> statements) => Cut([.. statements.Select(Of).Distinct(StringComparer.Ordinal)]);

    // As many as fit, each whole.
    private static string Cut(IReadOnlyList<string> parts)
    {
        var summary = string.Join(' ', parts);
        return summary.Length <= MostCharacters ? summary : summary[..(summary.LastIndexOf(' ', MostCharacters - 4) + 1)] + "...";
    }

    private static string Verb(ReadOnlySpan<char> word) => word switch
    {
        "insert into" => "insert",
        "delete from" => "delete",
        "from" or "join" => "select",
        _ => word.ToString(),
    };

    [GeneratedRegex(
        @"\b(?<verb>insert into|update|delete from|copy|truncate|from|join)\s+(?<table>(analytics|identity|notifications)\.[a-z_]+|staged_[a-z_]+)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Tables();

    [GeneratedRegex("[A-Za-z]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FirstWord();
}
