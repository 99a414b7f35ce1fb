using Telemetry.Contracts.Reads;

namespace Telemetry.Aggregation.Reads.Applications;

internal static class OverviewEndpoint
{
    private const int Days = 30;

    private static readonly string Text = EmbeddedSql.Read("reads.overview");

    public static void Map(RouteGroupBuilder group) => group
        .MapGet("overview", ([AsParameters] ReadRequest request) => request.RespondAsync(Query(request.DataSource, request.Now)))
        .WithSummary("All applications with their active instances of the last 30 days, and how many instances, runs and starts there are")
        .Produces<Overview>();

    public static ReadQuery Query(NpgsqlDataSource dataSource, DateTime now)
    {
        var today = DateOnly.FromDateTime(now);
        return ReadQuery.OfJson<Overview>(
            "overview",
            (_, ct) => dataSource.QueryJsonAsync(Text, [Sql.Value(today.AddDays(1 - Days)), Sql.Value(today)], ct));
    }
}
