using Microsoft.Net.Http.Headers;
using Npgsql;
using Telemetry.Aggregation.Cache;
using Telemetry.Aggregation.Settings;

namespace Telemetry.Aggregation.Reads.Starts;

/// <summary><c>GET /metrics</c>: the sums of starts in JSON or, for those who ask for text, the whole service as Prometheus scrapes it.</summary>
internal static class MetricsOfAll
{
    // The rate is about what happens lately, and one label's values have an end.
    private const int RateDays = 30;
    private const int MostApplications = 1000;

    private const string Counters =
        """
        select
          (select coalesce(json_object_agg(counter, value), '{}')::text from analytics.run_counters),
          (select coalesce(sum(starts), 0)::bigint from analytics.start_days),
          (select coalesce(sum(installing), 0)::bigint from analytics.run_days where day >= $1),
          (select analytics.success_rate(coalesce(sum(success), 0)::bigint, coalesce(sum(failed), 0)::bigint) from analytics.run_days where day >= $2),
          array(select name from (
            select a.name, c.active from analytics.app_counts c join analytics.applications a on a.slug = c.app
            where c.total > 0 order by c.active desc, a.name, a.slug limit $3) apps),
          array(select active from (
            select a.name, c.active from analytics.app_counts c join analytics.applications a on a.slug = c.app
            where c.total > 0 order by c.active desc, a.name, a.slug limit $3) apps)
        """;

    public static void Map(RouteGroupBuilder group) => group.MapGet("metrics", GetAsync)
        .WithSummary("Starts of containers in JSON; with Accept: text/plain or application/openmetrics-text, metrics for Prometheus")
        .WithTags("starts")
        .Produces<StartSums>(StatusCodes.Status200OK, MetricsFormat.Json.MediaType, MetricsFormat.OpenMetrics.MediaType, MetricsFormat.Prometheus.MediaType);

    private static async Task<CachedAnswer> GetAsync(
        HttpRequest request, HttpResponse response, AnswerCache cache, NpgsqlDataSource dataSource, AggregationSettings settings, TimeProvider time, CancellationToken cancellationToken)
    {
        var format = MetricsFormat.For(request.GetTypedHeaders().Accept);
        response.Headers.Append(HeaderNames.Vary, HeaderNames.Accept);
        return new(await cache.AskAsync(Question(dataSource, settings, time, format), cancellationToken), contentType: format.ContentType);
    }

    private static Question Question(NpgsqlDataSource dataSource, AggregationSettings settings, TimeProvider time, MetricsFormat format)
    {
        if (format == MetricsFormat.Json)
            return new("starts:sums", async ct => Json.Bytes(await StartEndpoints.SumsAsync(dataSource, ct)), MayBeStale: true);

        var now = time.GetUtcNow().UtcDateTime;
        var today = DateOnly.FromDateTime(now);
        // Nothing older can still be without an outcome, but for what the next round closes.
        var pendingFrom = DateOnly.FromDateTime(now - settings.StuckAfter).AddDays(-1);
        return new(
            $"starts:{format.MediaType}:{today:yyyyMMdd}",
            ct => ComputeAsync(dataSource, pendingFrom, today.AddDays(1 - RateDays), format == MetricsFormat.OpenMetrics, ct),
            MayBeStale: true);
    }

    private static async Task<byte[]?> ComputeAsync(
        NpgsqlDataSource dataSource, DateOnly pendingFrom, DateOnly rateFrom, bool openMetrics, CancellationToken cancellationToken)
    {
        var numbers = await dataSource.QueryAsync(
            Counters,
            [Sql.Value(pendingFrom), Sql.Value(rateFrom), Sql.Value((long)MostApplications)],
            row => (
                Runs: Json.Read<Dictionary<string, long>>(row.GetString(0)),
                Starts: row.GetInt64(1),
                Pending: row.GetInt64(2),
                Rate: row.GetDecimal(3),
                Apps: row.GetFieldValue<string[]>(4),
                Active: row.GetFieldValue<int[]>(5)),
            cancellationToken);
        var (runs, starts, pending, rate, apps, active) = numbers[0];

        var exposition = new Exposition(openMetrics);
        exposition.Counter("telemetry_installs_total", "Runs of scripts that began.", runs.GetValueOrDefault("installs"));
        exposition.Counter("telemetry_installs_success_total", "Runs that succeeded.", runs.GetValueOrDefault("success"));
        exposition.Counter("telemetry_installs_failed_total", "Runs that failed.", runs.GetValueOrDefault("failed"));
        exposition.Counter("telemetry_installs_aborted_total", "Runs that their users stopped.", runs.GetValueOrDefault("aborted"));
        exposition.Gauge("telemetry_installs_pending", "Runs without an outcome yet.", pending);
        exposition.Gauge("telemetry_success_rate", $"Percent of the runs of the last {RateDays} days that succeeded or failed.", (double)rate);
        exposition.Gauge("telemetry_instances_active", "Instances seen within 30 days, by application.", "app", apps.Zip(active, (app, count) => (app, (long)count)));
        exposition.Counter("telemetry_starts_total", "Starts of containers.", starts);
        return exposition.ToBytes();
    }
}
