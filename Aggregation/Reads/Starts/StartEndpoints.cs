using Npgsql;
using Telemetry.Aggregation.Cache;
using Telemetry.Aggregation.Settings;

namespace Telemetry.Aggregation.Reads.Starts;

/// <summary><c>GET /stats/architecture</c> and <c>GET /deployments</c>: the starts of containers.</summary>
internal static class StartEndpoints
{
    // Of the most frequent values; the rest of a list that clients make as long as they like is noise.
    private const string Architectures =
        """
        (
          select coalesce(json_agg(t), '[]')
          from (
            select value as architecture, sum(starts)::bigint as count
            from analytics.start_value_days
            where kind = 'architecture'
            group by value
            having sum(starts) > 0
            order by count desc, value
            limit 100) t)
        """;

    private const string Sums =
        $"""
        select json_build_object(
          'total_deployments', coalesce(sum(starts), 0)::bigint,
          'unique_instances', coalesce(sum(instances), 0)::bigint,
          'architecture_breakdown', {Architectures},
          'version_breakdown', (
            select coalesce(json_agg(t), '[]')
            from (
              select value as version, sum(starts)::bigint as count
              from analytics.start_value_days
              where kind = 'version'
              group by value
              having sum(starts) > 0
              order by count desc, value
              limit 100) t),
          'avg_startup_time_ms', coalesce(round(sum(startup_ms) / nullif(sum(starts), 0), 2), 0)
        )::text
        from analytics.start_days
        """;

    // The sums tell how far back to look, so that no other day's starts are touched.
    private const string Newest =
        """
        with days as (
          select day, sum(starts) over (order by day desc) - starts as newer
          from analytics.start_days
          where day >= $1 and starts > 0
        )
        select min(day)
        from days
        where newer < $2
        """;

    private const string Deployments =
        """
        select id, instance_id, image_version, architecture, container_runtime, startup_time_ms, started_at
        from analytics.starts
        where started_at >= $1
        order by started_at desc, id desc
        limit $2
        """;

    private const int MostDeployments = 100;

    public static void MapSums(RouteGroupBuilder group) => group.MapGet("stats/architecture", GetArchitecturesAsync)
        .WithSummary("Starts of containers by architecture, of all time")
        .WithTags("starts")
        .Produces<IReadOnlyList<StartSums.OfArchitecture>>();

    public static void MapDeployments(RouteGroupBuilder group) => group.MapGet("deployments", GetDeploymentsAsync)
        .WithSummary("The last 100 starts of containers")
        .WithTags("starts")
        .Produces<IReadOnlyList<Deployment>>();

    /// <summary>The sums of all time.</summary>
    public static async Task<StartSums> SumsAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken) =>
        (await dataSource.QueryAsync(Sums, [], row => Json.Read<StartSums>(row.GetString(0)), cancellationToken))[0];

    private static async Task<CachedAnswer> GetArchitecturesAsync(AnswerCache cache, NpgsqlDataSource dataSource, CancellationToken cancellationToken) => new(await cache.AskAsync(
        new("starts:architecture", async ct => Json.Bytes((await dataSource.QueryAsync(
            $"select {Architectures}::text", [], row => Json.Read<IReadOnlyList<StartSums.OfArchitecture>>(row.GetString(0)), ct))[0]), MayBeStale: true),
        cancellationToken));

    private static async Task<CachedAnswer> GetDeploymentsAsync(
        AnswerCache cache, NpgsqlDataSource dataSource, AggregationSettings settings, TimeProvider time, CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var rawFrom = today.AddDays(1 - (int)settings.Retention.TotalDays);
        return new(await cache.AskAsync(
            new($"starts:deployments:{today:yyyyMMdd}", ct => ComputeDeploymentsAsync(dataSource, rawFrom, ct), MayBeStale: true), cancellationToken));
    }

    private static Task<byte[]?> ComputeDeploymentsAsync(NpgsqlDataSource dataSource, DateOnly rawFrom, CancellationToken cancellationToken) => dataSource.InSnapshotAsync<byte[]?>(
        "starts",
        async connection =>
        {
            await using var find = new NpgsqlCommand(Newest, connection) { Parameters = { Sql.Value(rawFrom), Sql.Value((long)MostDeployments) } };
            if (await find.ExecuteScalarAsync(cancellationToken) is not DateOnly from)
                return Json.Bytes<IReadOnlyList<Deployment>>([]);

            await using var command = new NpgsqlCommand(Deployments, connection)
            {
                Parameters = { Sql.Value(from.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc)), Sql.Value((long)MostDeployments) },
            };
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var deployments = new List<Deployment>(MostDeployments);
            while (await reader.ReadAsync(cancellationToken))
                deployments.Add(DeploymentOf(reader));
            return Json.Bytes(deployments);
        },
        cancellationToken);

    private static Deployment DeploymentOf(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), (ulong)row.GetDecimal(5), row.GetDateTime(6));

    /// <summary>A start of a container.</summary>
    private sealed record Deployment(
        long Id, string InstanceId, string ImageVersion, string Architecture, string ContainerRuntime, ulong StartupTimeMs, DateTime CreatedAt);
}
