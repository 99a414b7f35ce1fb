using Telemetry.Contracts.Reads;

namespace Telemetry.Aggregation.Reads.Runs;

internal static class SummaryEndpoint
{
    private const int MaxRecent = 20;

    private static readonly string Sums = EmbeddedSql.Read("reads.summary");

    public static void Map(RouteGroupBuilder group) => group
        .MapGet("dashboard", ([AsParameters] ReadRequest request) => request.RespondAsync(Query(request.DataSource, RunScope.Of(request))))
        .WithSummary("The outcomes of the runs of the last days")
        .WithQuery(RunParameters.Scope)
        .Produces<RunSummary>();

    public static ReadQuery Query(NpgsqlDataSource dataSource, RunScope scope) => scope.WithCaching(ReadQuery.OfJson<RunSummary>(
        scope.Key("dashboard"), (audience, ct) => ComputeAsync(dataSource, scope, audience, ct)));

    private static Task<byte[]?> ComputeAsync(
        NpgsqlDataSource dataSource, RunScope scope, Audience audience, CancellationToken cancellationToken) =>
        dataSource.InSnapshotAsync<byte[]?>(
            "runs",
            async connection =>
            {
                var page = new RunPage(new(scope), RunOrder.Newest, offset: 0, MaxRecent);
                var sums = await page.FindAsync(connection, Sums, scope.Parameters(), cancellationToken);
                var recent = audience == Audience.Admin ? await page.ReadAsync(connection, cancellationToken) : [];
                return Json.Append(sums, new { RecentRecords = recent.Select(RunRows.Shorten) });
            },
            cancellationToken);
}
