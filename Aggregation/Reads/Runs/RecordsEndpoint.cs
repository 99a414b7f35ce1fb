using Npgsql;
using Telemetry.Aggregation.Runs;
using Telemetry.ServiceDefaults.Api;

namespace Telemetry.Aggregation.Reads.Runs;

/// <summary><c>GET /api/records</c>: the runs themselves, a page at a time.</summary>
internal static class RecordsEndpoint
{
    private static readonly string[] AnyStatus = ["", .. RunFilter.AllStatuses];
    private static readonly string[] AnyType = ["", .. RunFilter.Types];

    public static void Map(RouteGroupBuilder group) => group.MapGet("records", GetAsync)
        .WithSummary("One record per run, in pages")
        .WithQuery(RunParameters.List)
        .Produces<RecordPage>();

    private static Task<IResult> GetAsync([AsParameters] RunAsk ask) => ask.AnswerAsync((query, scope) =>
    {
        var page = query.Integer("page", fallback: 1, least: 1, most: int.MaxValue);
        var limit = query.Integer("limit", fallback: 50, least: 1, most: 100);
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
        var one = query.Text("execution_id");
        var admin = ask.Reader.IsAdmin();
        if (one is not null && admin)
            return scope.Question($"record{RunScope.Separator}{one}", ct => FindAsync(ask.DataSource, one, ct)) with { MayBeKept = false };

        // There is no end of such questions; but whoever asks the same one at the same time shares its answer.
        var name = string.Join(RunScope.Separator, "records", page, limit, status, type, order.Name, filter.Search, filter.Os, admin);
        return scope.Question(name, ct => ComputeAsync(ask.DataSource, filter, order, page, limit, admin, ct)) with { MayBeKept = false };
    });

    private static Task<byte[]?> ComputeAsync(
        NpgsqlDataSource dataSource, RunFilter filter, RunOrder order, int page, int limit, bool admin, CancellationToken cancellationToken) => dataSource.InSnapshotAsync<byte[]?>(
        "runs",
        async connection =>
        {
            var runs = new RunPage(filter, order, (page - 1L) * limit, limit);
            await runs.FindAsync(connection, cancellationToken);
            // A single run is one person's; everybody else learns how many there are.
            var records = admin ? await runs.ReadAsync(connection, cancellationToken) : [];
            return Json.Bytes(new RecordPage(records, page, limit, runs.Total, (runs.Total + limit - 1) / limit));
        },
        cancellationToken);

    private static async Task<byte[]?> FindAsync(NpgsqlDataSource dataSource, string executionId, CancellationToken cancellationToken)
    {
        var found = await dataSource.QueryAsync(
            $"select {RunRecord.Columns} from analytics.runs_of($1)", [Sql.Value(new[] { RunKey.Of(executionId) })], RunRecord.Of, cancellationToken);
        return Json.Bytes(new RecordPage(found, Page: 1, Limit: 1, found.Count, found.Count));
    }

    /// <summary>A page. Beyond the last one: no records, and the same totals.</summary>
    private sealed record RecordPage(IReadOnlyList<RunRecord> Records, int Page, int Limit, long Total, long TotalPages);
}
