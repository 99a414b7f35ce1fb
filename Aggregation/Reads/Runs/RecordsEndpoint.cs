using Telemetry.Aggregation.Runs;
using Telemetry.Contracts.Reads;

namespace Telemetry.Aggregation.Reads.Runs;

internal static class RecordsEndpoint
{
    private static readonly string[] AnyStatus = ["", .. RunFilter.AllStatuses];
    private static readonly string[] AnyType = ["", .. RunFilter.Types];

    public static void Map(RouteGroupBuilder group) => group.MapGet("records", GetAsync)
        .WithSummary("One record per run, in pages")
        .WithQuery(RunParameters.List)
        .Produces<RunRecordPage>();

    private static Task<IResult> GetAsync([AsParameters] ReadRequest request)
    {
        var query = request.Query;
        var scope = RunScope.Of(request);
        var page = query.Integer("page", fallback: 1, min: 1, max: int.MaxValue);
        var limit = query.Integer("limit", fallback: 50, min: 1, max: 100);
        var status = query.OneOf("status", AnyStatus);
        var type = query.OneOf("type", AnyType);
        var (app, search) = (query.Text("app"), query.Text("search"));
        var filter = new RunFilter(scope)
        {
            Statuses = status.Length > 0 ? [status] : RunFilter.AllStatuses,
            Search = app ?? search,
            Os = query.Text("os"),
            Type = type.Length > 0 ? type : null,
        };
        var order = new RunOrder(query.OneOf("sort", RunOrder.Names));
        var executionId = query.Text("execution_id");

        // Nothing is cached, since the number of keys has no bound; concurrent requests for the same page share one query.
        return request.RespondAsync((executionId is not null && ReadQuery.AudienceOf(request.User) == Audience.Admin
            ? ReadQuery.OfRecord(
                scope.Key($"record{RunScope.Separator}{executionId}"), async (_, ct) =>
                    await FindAsync(request.DataSource, executionId, ct))
            : ReadQuery.OfRecord(
                scope.Key(string.Join(RunScope.Separator, "records", page, limit, status, type, order.Name, filter.Search, filter.Os)),
                async (audience, ct) => await ComputeAsync(request.DataSource, filter, order, page, limit, audience, ct)))
                    with { IsCached = false });
    }

    private static Task<RunRecordPage> ComputeAsync(
        NpgsqlDataSource dataSource, RunFilter filter, RunOrder order, int page, int limit, Audience audience,
            CancellationToken cancellationToken) =>
        dataSource.InSnapshotAsync(
            "runs",
            async connection =>
            {
                var runs = new RunPage(filter, order, (page - 1L) * limit, limit);
                await runs.FindAsync(connection, cancellationToken);
                return new RunRecordPage
                {
                    Records = audience == Audience.Admin ? await runs.ReadAsync(connection, cancellationToken) : [],
                    Page = page,
                    Limit = limit,
                    Total = runs.Total,
                    TotalPages = (runs.Total + limit - 1) / limit,
                };
            },
            cancellationToken);

    private static async Task<RunRecordPage> FindAsync(NpgsqlDataSource dataSource, string executionId, CancellationToken cancellationToken)
    {
        var found = await dataSource.QueryAsync(
            $"select {RunRows.Columns} from analytics.runs_of($1)", [Sql.Value(new[] { RunKey.Of(executionId) })], RunRows.Read,
                cancellationToken);
        return new() { Records = found, Page = 1, Limit = 1, Total = found.Count, TotalPages = found.Count };
    }
}
