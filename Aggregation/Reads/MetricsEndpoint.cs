using System.Security.Claims;
using System.Text.Json;
using Npgsql;
using Telemetry.Aggregation.Cache;
using Telemetry.Aggregation.Reads.Public;
using Telemetry.ServiceDefaults.Api;

namespace Telemetry.Aggregation.Reads;

/// <summary><c>GET metrics/{app_name}?period=&amp;statistic=</c>: an application's metrics over time.</summary>
internal static class MetricsEndpoint
{
    // Snapshots may be so far ahead of our clock.
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    private static readonly string[] Statistics = ["sum", "avg", "median", "p95"];

    public static void Map(RouteGroupBuilder group) => group.MapGet("metrics/{appName}", GetAsync)
        .WithTags("instances")
        .WithSummary("An application's metrics over time, over its instances")
        .WithQuery(
            new QueryParameter("period", "How far it goes back: buckets are hours up to 7d, else days", Period.Names),
            new QueryParameter("statistic", "Of each instance's last value in a bucket", Statistics))
        .Produces<MetricSeries>()
        .Refuses(StatusCodes.Status404NotFound);

    /// <summary>One application's metrics over one period, summed.</summary>
    public static Question Question(NpgsqlDataSource dataSource, TimeProvider time, string app, Period period, bool admin) =>
        Question(dataSource, time, app, period, Statistics[0], admin);

    // Quantiles change some seconds after the data, and no stamp tells of it (Upkeep/Quantiles.cs).
    private static Question Question(NpgsqlDataSource dataSource, TimeProvider time, string app, Period period, string statistic, bool admin) => new(
        $"metrics{(admin ? "" : ", public")}:{period.Name}:{statistic}:{app}",
        ct => ComputeAsync(dataSource, app, period, statistic, admin, time.GetUtcNow().UtcDateTime, ct),
        MayBeStale: true,
        MayBeKept: statistic is "sum" or "avg");

    private static async Task<IResult> GetAsync(
        string appName, HttpRequest request, ClaimsPrincipal reader, AnswerCache cache, UsualQuestions usual, NpgsqlDataSource dataSource, TimeProvider time, CancellationToken cancellationToken)
    {
        var query = new Query(request.Query);
        var period = query.OneOf("period", Period.Names);
        var statistic = query.OneOf("statistic", Statistics);
        if (query.Fault is { } fault)
            return TypedResults.Text(fault, statusCode: StatusCodes.Status400BadRequest);

        var answer = await cache.AskAsync(Question(dataSource, time, appName, Period.Named(period), statistic, reader.IsAdmin()), cancellationToken);
        if (answer.Body is not null)
            usual.Asked(appName);
        return new CachedAnswer(answer, CachedAnswer.UnknownApplication);
    }

    private static async Task<byte[]?> ComputeAsync(
        NpgsqlDataSource dataSource, string appName, Period period, string statistic, bool admin, DateTime now, CancellationToken cancellationToken)
    {
        // No application has a name that the database cannot even compare.
        if (appName.Any(char.IsControl))
            return null;

        var known = await dataSource.QueryAsync(
            """
            select slug, (select min(day) from analytics.metric_days where app = slug)
            from analytics.applications
            where name = $1
            """,
            [Sql.Text(appName)],
            row => (Slug: row.GetString(0), FirstDay: row.Time(1)),
            cancellationToken);
        if (known is not [var (slug, firstDay)])
            return null;

        var to = period.BucketOf(now + Ahead);
        var from = period.Start(now) ?? firstDay ?? to;
        var metrics = await dataSource.QueryAsync(
            period.Hourly ? Series("hour", "timestamptz", statistic) : Series("day", "date", statistic),
            [Sql.Text(slug), Sql.Value(DateTime.SpecifyKind(from, DateTimeKind.Utc)), Sql.Value(to), Sql.Value(admin)],
            row => (Metric: row.GetString(0), Values: row.GetString(1)),
            cancellationToken);

        return Json.Bytes(new MetricSeries(
            [.. period.Buckets(from, to)],
            metrics.ToDictionary(series => series.Metric, series => Json.Element(series.Values), StringComparer.Ordinal)));
    }

    // Each metric that has a value in the range, with one entry per bucket of the range.
    private static string Series(string bucket, string type, string statistic) =>
        $"""
        with points as materialized (
          select metric, {bucket}, case when $4 or instances >= {SmallCounts.Least} then {ValueOf(statistic)} end as value
          from analytics.metric_{bucket}s
          {(statistic is "median" or "p95" ? $"join analytics.metric_{bucket}_quantiles using (app, {bucket}, metric)" : "")}
          where app = $1 and {bucket} between ($2 at time zone 'UTC')::{type} and ($3 at time zone 'UTC')::{type}
        ),
        axis as (
          select bucket::{type} as {bucket}
          from generate_series($2 at time zone 'UTC', $3 at time zone 'UTC', interval '1 {bucket}') bucket
        )
        select metric, json_agg(value order by {bucket})::text
        from (select distinct metric from points) metrics
        cross join axis
        left join points using (metric, {bucket})
        group by metric
        order by metric
        """;

    // Of the twenty digits of an average most are noise.
    private static string ValueOf(string statistic) => statistic switch
    {
        "sum" => "trim_scale(value)",
        "avg" => "trim_scale(round(value / nullif(instances, 0), 12))",
        _ => statistic,
    };

    /// <summary>The answer.</summary>
    /// <param name="Timestamps">The start of each bucket (UTC), oldest first, without gaps.</param>
    /// <param name="Metrics">Per metric one value per bucket, null where no instance reported one and, but for the admin, where few did.</param>
    private sealed record MetricSeries(
        IReadOnlyList<DateTime> Timestamps,
        [property: SchemaOf(typeof(IReadOnlyDictionary<string, IReadOnlyList<decimal?>>))] IReadOnlyDictionary<string, JsonElement> Metrics);
}
