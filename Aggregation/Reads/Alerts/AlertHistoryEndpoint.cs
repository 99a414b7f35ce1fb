using Npgsql;
using Telemetry.Aggregation.Cache;
using Telemetry.Aggregation.Settings;

namespace Telemetry.Aggregation.Reads.Alerts;

/// <summary><c>GET /api/alerts</c>: what was alerted of, as the old servers tell it. Its numbers are too small to be everybody's.</summary>
internal static class AlertHistoryEndpoint
{
    private const int Most = 100;

    private const string Newest =
        """
        select at, kind, rule, subject, reason, value
        from analytics.incident_steps
        order by at desc, id
        limit $1
        """;

    // Whose value is one.
    private static readonly string[] FailureRates = ["failure_rate", "script_failure_rate", "script_failing_twice"];

    public static void Map(RouteGroupBuilder group) => group.MapGet("alerts", GetAsync)
        .WithSummary("Whether alerts are sent anywhere, and the last 100 of them")
        .Produces<AlertHistory>();

    // A look at an index; a kept answer would have to be thrown away every minute.
    private static async Task<CachedAnswer> GetAsync(AnswerCache cache, NpgsqlDataSource dataSource, AggregationSettings settings, CancellationToken cancellationToken) => new(await cache.AskAsync(
        new("alerts", async ct => Json.Bytes(new AlertHistory(
            settings.Alerts.HasChannel,
            await dataSource.QueryAsync(Newest, [Sql.Value(Most)], AlertOf, ct))), MayBeKept: false),
        cancellationToken));

    private static Alert AlertOf(NpgsqlDataReader row)
    {
        var (kind, rule, subject, reason) = (row.GetString(1), row.GetString(2), PlainText.OneLine(row.GetString(3)), row.GetString(4));
        var message = kind switch
        {
            "worsened" => "Worse: ",
            "ended" => "Over: ",
            _ => "",
        };
        return new(row.GetDateTime(0), rule, subject.Length == 0 ? $"{message}{reason}" : $"{message}{subject}: {reason}", FailureRates.Contains(rule) ? row.GetDouble(5) : 0)
        {
            Step = kind,
            Subject = subject,
        };
    }

    /// <summary>The answer.</summary>
    /// <param name="Enabled">Whether a mail or webhook channel is configured.</param>
    /// <param name="History">The newest first.</param>
    private sealed record AlertHistory(bool Enabled, IReadOnlyList<Alert> History);

    /// <summary>A step of an incident.</summary>
    /// <param name="Timestamp">When it was found.</param>
    /// <param name="Type">The rule.</param>
    /// <param name="Message">In one line.</param>
    /// <param name="FailureRate">Percent; 0 where the rule is about something else.</param>
    private sealed record Alert(DateTime Timestamp, string Type, string Message, double FailureRate)
    {
        /// <summary>opened, worsened or ended.</summary>
        public required string Step { get; init; }

        /// <summary>A script or an application; "": all runs.</summary>
        public required string Subject { get; init; }
    }
}
