using System.Security.Claims;
using System.Text.Json;
using Npgsql;
using Telemetry.Aggregation.Cache;
using Telemetry.Aggregation.Reads.Public;
using Telemetry.ServiceDefaults.Api;

namespace Telemetry.Aggregation.Reads;

/// <summary><c>GET stats</c>: everything there is, in four numbers.</summary>
internal static class StatsEndpoint
{
    public static void Map(RouteGroupBuilder group) => group.MapGet("stats", GetAsync)
        .WithTags("instances")
        .WithSummary("All applications in four numbers")
        .Produces<Stats>();

    public static Question Question(NpgsqlDataSource dataSource, bool admin) =>
        new(admin ? "stats" : "stats, public", ct => ComputeAsync(dataSource, admin, ct), MayBeStale: true);

    private static async Task<CachedAnswer> GetAsync(ClaimsPrincipal reader, AnswerCache cache, NpgsqlDataSource dataSource, CancellationToken cancellationToken) =>
        new(await cache.AskAsync(Question(dataSource, reader.IsAdmin()), cancellationToken));

    private static async Task<byte[]?> ComputeAsync(NpgsqlDataSource dataSource, bool admin, CancellationToken cancellationToken)
    {
        var stats = await dataSource.QueryAsync(
            $$"""
            with counts as (
              select a.name, c.total, c.active
              from analytics.app_counts c
              join analytics.applications a on a.slug = c.app
              where c.total > 0
            ),
            sums as (
              select metric, case when $1 or sum(instances) >= {{SmallCounts.Least}} then trim_scale(sum(value)) end as value
              from analytics.current_metrics
              where instances > 0
              group by metric
            )
            select
              (select coalesce(sum(total), 0) from counts),
              (select coalesce(sum(active), 0) from counts),
              (select coalesce(json_object_agg(metric, value order by metric), '{}')::text from sums),
              (select coalesce(json_object_agg(name, total order by name), '{}')::text from counts)
            """,
            [Sql.Value(admin)],
            row => new Stats(row.GetInt64(0), row.GetInt64(1), Json.Element(row.GetString(2)), Json.Element(row.GetString(3))),
            cancellationToken);
        return Json.Bytes(stats[0]);
    }

    /// <summary>The answer.</summary>
    /// <param name="TotalInstances">All that are registered.</param>
    /// <param name="ActiveInstances">Active ones seen within 30 days.</param>
    /// <param name="GlobalMetrics">The sum of each metric over the newest snapshot of every active instance; null, but for the admin, where few have it.</param>
    /// <param name="PerAppCounts">All registered instances by their application's name.</param>
    private sealed record Stats(
        long TotalInstances,
        long ActiveInstances,
        [property: SchemaOf(typeof(IReadOnlyDictionary<string, decimal>))] JsonElement GlobalMetrics,
        [property: SchemaOf(typeof(IReadOnlyDictionary<string, long>))] JsonElement PerAppCounts);
}
