using Npgsql;
using Telemetry.Aggregation.Cache;
using Telemetry.ServiceDefaults.Api;

namespace Telemetry.Aggregation.Reads.Runs;

/// <summary><c>GET /api/dashboard</c>: how the runs fared.</summary>
internal static class DashboardEndpoint
{
    private const int Recent = 20;

    private static readonly string Sums = EmbeddedSql.Read("reads.dashboard");

    public static void Map(RouteGroupBuilder group) => group.MapGet("dashboard", GetAsync)
        .WithSummary("How the runs of the last days fared")
        .WithQuery(RunParameters.Scope)
        .Produces<Dashboard>();

    /// <summary>The question for one scope.</summary>
    public static Question Question(NpgsqlDataSource dataSource, RunScope scope, bool admin) =>
        scope.Question(admin ? "dashboard" : "dashboard, public", ct => ComputeAsync(dataSource, scope, admin, ct));

    private static Task<IResult> GetAsync([AsParameters] RunAsk ask) =>
        ask.AnswerAsync(scope => Question(ask.DataSource, scope, ask.Reader.IsAdmin()));

    private static Task<byte[]?> ComputeAsync(NpgsqlDataSource dataSource, RunScope scope, bool admin, CancellationToken cancellationToken) => dataSource.InSnapshotAsync<byte[]?>(
        "runs",
        async connection =>
        {
            var page = new RunPage(new(scope), RunOrder.Newest, offset: 0, Recent);
            var dashboard = Json.Read<Dashboard>(await page.FindAsync(connection, Sums, scope.Parameters(), cancellationToken));
            var recent = await page.ReadAsync(connection, cancellationToken);
            return Json.Bytes((dashboard with { RecentRecords = [.. recent.Select(run => run.Shortened())] }).For(admin));
        },
        cancellationToken);
}
