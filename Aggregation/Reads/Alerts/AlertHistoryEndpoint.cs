using System.Globalization;
using Telemetry.Contracts.Reads;

namespace Telemetry.Aggregation.Reads.Alerts;

/// <summary><c>GET /api/alerts</c>: the last alerts, in the format of the old servers. The numbers are too small for the public.</summary>
internal static class AlertHistoryEndpoint
{
    private const int MaxEntries = 100;

    private const string Newest =
        """
        select at, kind, rule, subject, reason, value
        from analytics.incident_steps
        order by at desc, id
        limit $1
        """;

    // The rules whose value is a failure rate.
    private static readonly string[] FailureRates = ["failure_rate", "script_failure_rate", "script_failing_twice"];

    public static void Map(RouteGroupBuilder group) => group.MapGet("", GetAsync)
        .WithSummary("Whether alerts are sent anywhere, and the last 100 of them")
        .Produces<AlertHistory>();

    // The query reads an index. A cache entry would be invalidated every minute.
    private static Task<IResult> GetAsync([AsParameters] ReadRequest request) => request.RespondAsync(ReadQuery.OfRecord<AlertHistory>(
        "alerts",
        async (_, ct) => new(
            request.Settings.Alerts.HasChannel, await request.DataSource.QueryAsync(Newest, [Sql.Value(MaxEntries)], EntryOf, ct)))
                with { IsCached = false });

    private static AlertHistoryEntry EntryOf(NpgsqlDataReader row)
    {
        var (step, rule, subject, reason) = (row.GetString(1), row.GetString(2), OneLine(row.GetString(3)), row.GetString(4));
        var prefix = step switch
        {
            "worsened" => "Worse: ",
            "ended" => "Over: ",
            _ => "",
        };
        return new(
            row.GetDateTime(0),
            rule,
            subject.Length == 0 ? $"{prefix}{reason}" : $"{prefix}{subject}: {reason}",
            FailureRates.Contains(rule) ? row.GetDouble(5) : 0,
            step,
            subject);
    }

    // Client text inside a sentence: control characters, and direction marks that would turn the text around it, become spaces.
    private static string OneLine(string text) => string.Concat(text.Select(character => IsControl(character) ? ' ' : character));

    private static bool IsControl(char character) =>
        char.GetUnicodeCategory(character) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || character is '\u061C' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
