using Telemetry.Aggregation.Cache;
using Telemetry.Aggregation.Maintenance;
using Telemetry.Aggregation.Settings;

namespace Telemetry.Aggregation.Reads.Runs;

/// <summary><c>GET /api/cleanup/status</c> and <c>POST /api/cleanup/run</c>: runs that never told how they ended.</summary>
internal static class CleanupEndpoints
{
    // As the old servers write it. It is that of UpkeepService.
    private const string Interval = "1m0s";

    public static void MapStatus(RouteGroupBuilder group) => group.MapGet("cleanup/status", GetAsync)
        .WithSummary("How many runs have told nothing for so long that they will be given up")
        .Produces<CleanupStatus>();

    public static void MapRun(RouteGroupBuilder group) => group.MapPost("cleanup/run", RunAsync)
        .WithSummary("Gives them up now")
        .Produces<CleanupRun>();

    // Their number changes with time alone, so it is never kept.
    private static async Task<CachedAnswer> GetAsync(StuckRuns stuck, AggregationSettings settings, AnswerCache cache, CancellationToken cancellationToken) => new(await cache.AskAsync(
        new(
            "runs:cleanup",
            async ct => Json.Bytes(new CleanupStatus(await stuck.CountAsync(ct), (int)settings.StuckAfter.TotalHours, Interval, Enabled: true)),
            MayBeKept: false),
        cancellationToken));

    private static async Task<IResult> RunAsync(StuckRuns stuck, CancellationToken cancellationToken)
    {
        var updated = await stuck.CloseAsync(cancellationToken);
        return TypedResults.Bytes(Json.Bytes(new CleanupRun(updated, updated == 1 ? "1 run closed" : $"{updated} runs closed")), "application/json");
    }

    private sealed record CleanupStatus(long StuckCount, int StuckAfterHours, string CheckInterval, bool Enabled);

    private sealed record CleanupRun(int Updated, string Message);
}
