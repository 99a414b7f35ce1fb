using Telemetry.Aggregation.Suppression;
using Telemetry.Contracts.Reads;

namespace Telemetry.Aggregation.Reads.Metrics;

internal static class SeriesEndpoint
{
    /// <summary>The default first.</summary>
    public static readonly IReadOnlyList<string> Statistics = ["sum", "avg", "median", "p95"];

    // Snapshots' timestamps may be this far ahead of the platform's clock.
    private static readonly TimeSpan MaxAhead = TimeSpan.FromMinutes(5);

    public static void Map(RouteGroupBuilder group) => group.MapGet("metrics/{appName}", GetAsync)
        .WithSummary("An application's metrics over time, over its instances")
        .WithQuery(
            new QueryParameter("period", "How far it goes back: buckets are hours up to 7d, else days", Period.Names),
            new QueryParameter("statistic", "Of each instance's last value in a bucket", Statistics))
        .Produces<MetricSeries>()
        .Refuses(StatusCodes.Status404NotFound);

    // Quantiles change some seconds after the data, without a change of the data stamp.
    public static ReadQuery Query(NpgsqlDataSource dataSource, string app, Period period, string statistic, DateTime now) =>
        ReadQuery.OfRecord(
        $"metrics:{period.Name}:{statistic}:{app}",
        (audience, ct) => ComputeAsync(dataSource, app, period, statistic, audience, now, ct))
            with { IsCached = statistic is "sum" or "avg" };

    private static async Task<IResult> GetAsync(string appName, MetricWarmUp warmUp, [AsParameters] ReadRequest request)
    {
        var period = Period.Named(request.Query.OneOf("period", Period.Names));
        var statistic = request.Query.OneOf("statistic", Statistics);
        var result = await request.RespondAsync(appName, Query(request.DataSource, appName, period, statistic, request.Now));
        if (result is ReadResult { IsFound: true })
            warmUp.Requested(appName);
        return result;
    }

    private static async Task<MetricSeries?> ComputeAsync(
        NpgsqlDataSource dataSource, string app, Period period, string statistic, Audience audience, DateTime now,
            CancellationToken cancellationToken)
    {
        var known = await dataSource.QueryAsync(
            """
            select slug, (select min(day) from analytics.metric_days where app = slug)
            from analytics.applications
            where name = $1
            """,
            [Sql.Text(app)],
            row => (Slug: row.GetString(0), FirstDay: row.Time(1)),
            cancellationToken);
        if (known is not [var (slug, firstDay)])
            return null;

        var to = period.BucketOf(now + MaxAhead);
        var from = DateTime.SpecifyKind(period.Start(now) ?? firstDay ?? to, DateTimeKind.Utc);
        var metrics = await dataSource.QueryAsync(
            period.Hourly ? Series("hour", "timestamptz", statistic) : Series("day", "date", statistic),
            [Sql.Text(slug), Sql.Value(from), Sql.Value(to), Sql.Value(audience == Audience.Admin)],
            row => row.GetString(0),
            cancellationToken);

        return new MetricSeries([.. period.Buckets(from, to)], new(metrics[0]));
    }

    // Each metric with a value in the range, with one entry per bucket of the range.
    private static string Series(string bucket, string type, string statistic) =>
        $$"""
        with points as materialized (
          select metric, {{bucket}}, case when $4 or instances >= {{PublicJson.Threshold}} then {{ValueOf(statistic)}} end as value
          from analytics.metric_{{bucket}}s
          {{(statistic is "median" or "p95" ? $"join analytics.metric_{bucket}_quantiles using (app, {bucket}, metric)" : "")}}
          where app = $1 and {{bucket}} between ($2 at time zone 'UTC')::{{type}} and ($3 at time zone 'UTC')::{{type}}
        ),
        axis as (
          select bucket::{{type}} as {{bucket}}
          from generate_series($2 at time zone 'UTC', $3 at time zone 'UTC', interval '1 {{bucket}}') bucket
        ),
        series as (
          select metric, json_agg(value order by {{bucket}}) as values
          from (select distinct metric from points) metrics
          cross join axis
          left join points using (metric, {{bucket}})
          group by metric
        )
        select coalesce(json_object_agg(metric, values order by metric), '{}')::text
        from series
        """;

    // Most of the twenty digits of an average are noise.
    private static string ValueOf(string statistic) => statistic switch
    {
        "sum" => "trim_scale(value)",
        "avg" => "trim_scale(round(value / nullif(instances, 0), 12))",
        _ => statistic,
    };
}
