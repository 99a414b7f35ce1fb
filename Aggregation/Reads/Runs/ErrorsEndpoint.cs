using Telemetry.Aggregation.Runs;
using Telemetry.Aggregation.Maintenance;
using Telemetry.Contracts.Reads;

namespace Telemetry.Aggregation.Reads.Runs;

internal static class ErrorsEndpoint
{
    private const int MaxRecent = 50;

    private static readonly string Sums = EmbeddedSql.Read("reads.errors");

    private static readonly IReadOnlyDictionary<int, string> Codes =
        new SortedDictionary<int, string>(ExitCodes.All.ToDictionary(code => code.Key, code => code.Value.Description));

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet(
            "errors", (StuckRuns stuck, [AsParameters] ReadRequest request) =>
                request.RespondAsync(Query(request.DataSource, stuck, RunScope.Of(request))))
            .WithSummary("The failures of the last days")
            .WithQuery(RunParameters.Scope)
            .Produces<ErrorReport>();
        group.MapGet("exit-codes", ([AsParameters] ReadRequest request) => request.RespondWith(Codes))
            .WithSummary("The meanings of scripts' exit codes")
            .Produces<IReadOnlyDictionary<string, string>>();
    }

    public static ReadQuery Query(NpgsqlDataSource dataSource, StuckRuns stuck, RunScope scope) =>
        scope.WithCaching(ReadQuery.OfJson<ErrorReport>(
        scope.Key("errors"), (audience, ct) => ComputeAsync(dataSource, stuck, scope, audience, ct)));

    private static async Task<byte[]?> ComputeAsync(
        NpgsqlDataSource dataSource, StuckRuns stuck, RunScope scope, Audience audience, CancellationToken cancellationToken)
    {
        var (sums, recent) = await dataSource.InSnapshotAsync(
            "runs",
            async connection =>
            {
                var page = new RunPage(
                    new(scope) { Statuses = [RunStatus.Failed, RunStatus.Aborted] }, RunOrder.Newest, offset: 0, MaxRecent);
                var sums = await page.FindAsync(connection, Sums, [.. scope.Parameters(), .. CodeParameters()], cancellationToken);
                return (sums, audience == Audience.Admin ? await page.ReadAsync(connection, cancellationToken) : []);
            },
            cancellationToken);
        var stuckRuns = await stuck.CountAsync(cancellationToken);
        return Json.Append(sums, new
        {
            RecentErrors = recent.Select(RunRows.Shorten).Select(run => new RunError(
                run.Nsapp, run.Type, run.Status, run.ExitCode, run.ErrorCategory, run.OsType, run.OsVersion, run.Created, run.Error)),
            StuckInstalling = stuckRuns,
        });
    }

    private static IEnumerable<NpgsqlParameter> CodeParameters() =>
    [
        Sql.Value(ExitCodes.All.Keys.ToArray()),
        Sql.Texts(ExitCodes.All.Values.Select(code => code.Description)),
        Sql.Value(ExitCodes.All.Values.Select(code => code.Category).ToArray()),
    ];
}
