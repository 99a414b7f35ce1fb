using Microsoft.Net.Http.Headers;
using Telemetry.Contracts.Reads;
using Telemetry.Aggregation.Settings;

namespace Telemetry.Aggregation.Reads.Starts;

/// <summary><c>GET /metrics</c>: the sums of starts in JSON; with an Accept header for text, all sums for Prometheus.</summary>
internal static class MetricsEndpoint
{
    private const int RateDays = 30;

    // Bounds the values of a label.
    private const int MaxApplications = 1000;

    private const string Counters =
        """
        select
          (select value from analytics.run_counters where counter = 'installs'),
          (select value from analytics.run_counters where counter = 'success'),
          (select value from analytics.run_counters where counter = 'failed'),
          (select value from analytics.run_counters where counter = 'aborted'),
          (select coalesce(sum(starts), 0)::bigint from analytics.start_days),
          (select coalesce(sum(installing), 0)::bigint from analytics.run_days where day >= $1),
          (select analytics.success_rate(coalesce(sum(success), 0)::bigint, coalesce(sum(failed), 0)::bigint)
           from analytics.run_days where day >= $2),
          array(select name from (
            select a.name, c.active from analytics.app_counts c join analytics.applications a on a.slug = c.app
            where c.total > 0 order by c.active desc, a.name, a.slug limit $3) apps),
          array(select active from (
            select a.name, c.active from analytics.app_counts c join analytics.applications a on a.slug = c.app
            where c.total > 0 order by c.active desc, a.name, a.slug limit $3) apps)
        """;

    public static void Map(RouteGroupBuilder group) => group.MapGet("metrics", GetAsync)
        .WithSummary("Starts of containers in JSON; with Accept: text/plain or application/openmetrics-text, metrics for Prometheus")
        .Produces<StartSums>(
            StatusCodes.Status200OK, MetricsFormat.Json.MediaType, MetricsFormat.OpenMetrics.MediaType, MetricsFormat.Prometheus.MediaType);

    private static Task<IResult> GetAsync(HttpResponse response, [AsParameters] ReadRequest request)
    {
        var format = MetricsFormat.For(request.Http.GetTypedHeaders().Accept);
        response.Headers.Append(HeaderNames.Vary, HeaderNames.Accept);
        return request.RespondAsync(format == MetricsFormat.Json
            ? StartEndpoints.SumsQuery(request.DataSource)
            : TextQuery(request.DataSource, request.Settings, request.Now, format));
    }

    private static ReadQuery TextQuery(NpgsqlDataSource dataSource, AggregationSettings settings, DateTime now, MetricsFormat format)
    {
        var today = DateOnly.FromDateTime(now);
        // Older runs have an outcome, or get one in the next sweep.
        var pendingFrom = DateOnly.FromDateTime(now - settings.StuckAfter).AddDays(-1);
        return ReadQuery.OfText(
            $"starts:{format.MediaType}:{today:yyyyMMdd}",
            format.ContentType,
            async ct => (await dataSource.QueryAsync(
                Counters, [Sql.Value(pendingFrom), Sql.Value(today.AddDays(1 - RateDays)), Sql.Value((long)MaxApplications)], TotalsOf,
                    ct))[0],
            totals => Write(totals, format));
    }

    private static Totals TotalsOf(NpgsqlDataReader row) => new()
    {
        Installs = Count(row, 0),
        Success = Count(row, 1),
        Failed = Count(row, 2),
        Aborted = Count(row, 3),
        Starts = row.GetInt64(4),
        Pending = row.GetInt64(5),
        SuccessRate = (double)row.GetDecimal(6),
        Applications = [.. row.GetFieldValue<string[]>(7).Zip(
            row.GetFieldValue<int[]>(8), (name, active) => new ActiveInstances(name, active))],
    };

    // A missing row is a counter that has not counted yet.
    private static long Count(NpgsqlDataReader row, int ordinal) => row.IsDBNull(ordinal) ? 0 : row.GetInt64(ordinal);

    private static byte[] Write(Totals totals, MetricsFormat format)
    {
        var exposition = new Exposition(openMetrics: format == MetricsFormat.OpenMetrics);
        exposition.Counter("telemetry_installs_total", "Runs of scripts that began.", totals.Installs);
        exposition.Counter("telemetry_installs_success_total", "Runs that succeeded.", totals.Success);
        exposition.Counter("telemetry_installs_failed_total", "Runs that failed.", totals.Failed);
        exposition.Counter("telemetry_installs_aborted_total", "Runs that their users stopped.", totals.Aborted);
        exposition.Gauge("telemetry_installs_pending", "Runs without an outcome yet.", totals.Pending);
        exposition.Gauge(
            "telemetry_success_rate", $"Percent of the runs of the last {RateDays} days that succeeded or failed.", totals.SuccessRate);
        exposition.Gauge(
            "telemetry_instances_active", "Instances seen within 30 days, by application.", "app",
                totals.Applications.Select(app => (app.Name, app.Instances)));
        exposition.Counter("telemetry_starts_total", "Starts of containers.", totals.Starts);
        return exposition.ToBytes();
    }
}

/// <summary>The samples of <c>GET /metrics</c>; null is suppressed.</summary>
internal sealed record Totals
{
    public long? Installs { get; init; }

    public long? Success { get; init; }

    public long? Failed { get; init; }

    public long? Aborted { get; init; }

    public long? Pending { get; init; }

    [SuppressedWith(nameof(Installs), nameof(Success), nameof(Failed), nameof(Aborted), nameof(Pending), nameof(Starts))]
    public double? SuccessRate { get; init; }

    public IReadOnlyList<ActiveInstances> Applications { get; init; } = [];

    public long? Starts { get; init; }
}

internal sealed record ActiveInstances(string Name, long? Instances);
