using Npgsql;
using Telemetry.Aggregation.Cache;
using Telemetry.Aggregation.Maintenance;
using Telemetry.Aggregation.Runs;
using Telemetry.ServiceDefaults.Api;

namespace Telemetry.Aggregation.Reads.Runs;

/// <summary><c>GET /api/errors</c> and <c>GET /api/exit-codes</c>: what went wrong, and what the codes mean.</summary>
internal static class ErrorsEndpoint
{
    private const int Recent = 50;

    private static readonly string Sums = EmbeddedSql.Read("reads.errors");

    private static readonly byte[] Codes = Json.Bytes(new SortedDictionary<int, string>(ExitCodes.All.ToDictionary(code => code.Key, code => code.Value.Description)));

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("errors", GetAsync)
            .WithSummary("What went wrong in the last days")
            .WithQuery(RunParameters.Scope)
            .Produces<ErrorReport>();
        group.MapGet("exit-codes", GetCodes)
            .WithSummary("What the exit codes of scripts mean")
            .Produces<IReadOnlyDictionary<string, string>>();
    }

    /// <summary>The question for one scope.</summary>
    public static Question Question(NpgsqlDataSource dataSource, StuckRuns stuck, RunScope scope, bool admin) =>
        scope.Question(admin ? "errors" : "errors, public", ct => ComputeAsync(dataSource, stuck, scope, admin, ct));

    private static Task<IResult> GetAsync([AsParameters] RunAsk ask, StuckRuns stuck) =>
        ask.AnswerAsync(scope => Question(ask.DataSource, stuck, scope, ask.Reader.IsAdmin()));

    // It is the same as long as the process lives.
    private static CachedAnswer GetCodes() => new(new(Codes, Answer.Hit));

    private static async Task<byte[]?> ComputeAsync(NpgsqlDataSource dataSource, StuckRuns stuck, RunScope scope, bool admin, CancellationToken cancellationToken)
    {
        var report = await dataSource.InSnapshotAsync(
            "runs",
            async connection =>
            {
                var page = new RunPage(new(scope) { Statuses = [RunStatus.Failed, RunStatus.Aborted] }, RunOrder.Newest, offset: 0, Recent);
                var sums = Json.Read<ErrorReport>(await page.FindAsync(connection, Sums, scope.Parameters(), cancellationToken));
                return sums with { RecentErrors = [.. (await page.ReadAsync(connection, cancellationToken)).Select(run => ErrorReport.Error.Of(run.Shortened()))] };
            },
            cancellationToken);
        return Json.Bytes((report with { StuckInstalling = await stuck.CountAsync(cancellationToken) }).For(admin));
    }
}
