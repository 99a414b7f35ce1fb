using Telemetry.Aggregation.Suppression;
using Telemetry.Contracts.Reads;

namespace Telemetry.Aggregation.Reads.Metrics;

internal static class StatsEndpoint
{
    private static readonly string Totals =
        $$"""
        with counts as (
          select a.name, c.total, c.active
          from analytics.app_counts c
          join analytics.applications a on a.slug = c.app
          where c.total > 0
        ),
        sums as (
          select metric, case when $1 or sum(instances) >= {{PublicJson.Threshold}} then trim_scale(sum(value)) end as value
          from analytics.current_metrics
          where instances > 0
          group by metric
        )
        select
          (select coalesce(sum(total), 0) from counts),
          (select coalesce(sum(active), 0) from counts),
          (select coalesce(json_object_agg(metric, value order by metric), '{}')::text from sums),
          (select coalesce(json_object_agg(name, total order by name), '{}')::text from counts)
        """;

    public static void Map(RouteGroupBuilder group) => group
        .MapGet("stats", ([AsParameters] ReadRequest request) => request.RespondAsync(Query(request.DataSource)))
        .WithSummary("All applications in four numbers")
        .Produces<Stats>();

    public static ReadQuery Query(NpgsqlDataSource dataSource) =>
        ReadQuery.OfRecord("stats", async (audience, ct) => (await dataSource.QueryAsync(
        Totals,
        [Sql.Value(audience == Audience.Admin)],
        row => new Stats(row.GetInt64(0), row.GetInt64(1), new(row.GetString(2)), new(row.GetString(3))),
        ct)).FirstOrDefault());
}
