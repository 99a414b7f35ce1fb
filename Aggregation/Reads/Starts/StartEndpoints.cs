using Telemetry.Contracts.Reads;

namespace Telemetry.Aggregation.Reads.Starts;

internal static class StartEndpoints
{
    // The most frequent values: clients can make up any number of them.
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
          'avg_startup_time_ms', coalesce(trim_scale(round(sum(startup_ms) / nullif(sum(starts), 0), 2)), 0)
        )::text
        from analytics.start_days
        """;

    // The first day of the last starts comes from the sums, so that no other day's starts are read.
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

    private const int MaxDeployments = 100;

    public static void MapSums(RouteGroupBuilder group) => group
        .MapGet("stats/architecture", ([AsParameters] ReadRequest request) => request.RespondAsync(ArchitecturesQuery(request.DataSource)))
        .WithSummary("Starts of containers by architecture, of all time")
        .Produces<IReadOnlyList<ArchitectureCount>>();

    public static void MapDeployments(RouteGroupBuilder group) => group.MapGet("deployments", GetDeploymentsAsync)
        .WithSummary("The last 100 starts of containers")
        .Produces<IReadOnlyList<Start>>();

    public static ReadQuery SumsQuery(NpgsqlDataSource dataSource) =>
        ReadQuery.OfJson<StartSums>("starts:sums", (_, ct) => dataSource.QueryJsonAsync(Sums, [], ct));

    private static ReadQuery ArchitecturesQuery(NpgsqlDataSource dataSource) => ReadQuery.OfJson<IReadOnlyList<ArchitectureCount>>(
        "starts:architecture", (_, ct) => dataSource.QueryJsonAsync($"select {Architectures}::text", [], ct));

    private static Task<IResult> GetDeploymentsAsync([AsParameters] ReadRequest request)
    {
        var today = DateOnly.FromDateTime(request.Now);
        var rawFrom = today.AddDays(1 - (int)request.Settings.Retention.TotalDays);
        return request.RespondAsync(ReadQuery.OfRecord<IReadOnlyList<Start>>(
            $"starts:deployments:{today:yyyyMMdd}", async (_, ct) => await ReadDeploymentsAsync(request.DataSource, rawFrom, ct)));
    }

    private static Task<List<Start>> ReadDeploymentsAsync(
        NpgsqlDataSource dataSource, DateOnly rawFrom, CancellationToken cancellationToken) =>
        dataSource.InSnapshotAsync(
            "starts",
            async connection =>
            {
                await using var find = new NpgsqlCommand(
                    Newest, connection) { Parameters = { Sql.Value(rawFrom), Sql.Value((long)MaxDeployments) } };
                if (await find.ExecuteScalarAsync(cancellationToken) is not DateOnly from)
                    return [];

                await using var command = new NpgsqlCommand(Deployments, connection)
                {
                    Parameters = { Sql.Value(from.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc)), Sql.Value((long)MaxDeployments) },
                };
                await using var reader = await command.ExecuteReaderAsync(cancellationToken);
                return await reader.RowsAsync(StartOf, cancellationToken);
            },
            cancellationToken);

    private static Start StartOf(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), (ulong)row.GetDecimal(5),
            row.GetDateTime(6));
}
