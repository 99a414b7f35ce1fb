using Telemetry.Aggregation.Maintenance;
using Telemetry.Contracts.Reads;

namespace Telemetry.Aggregation.Reads.Runs;

internal static class CleanupEndpoints
{
    // The period of the job StuckRuns, in the format of the old servers.
    private const string Interval = "1m0s";

    public static void MapStatus(RouteGroupBuilder group) => group.MapGet("cleanup/status", GetAsync)
        .WithSummary("How many runs have told nothing for so long that they will be given up")
        .Produces<CleanupStatus>();

    public static void MapRun(RouteGroupBuilder group) => group.MapPost("cleanup/run", RunAsync)
        .WithSummary("Gives them up now")
        .Produces<CleanupRun>();

    // Not cached: the count changes with time alone.
    private static Task<IResult> GetAsync(StuckRuns stuck, [AsParameters] ReadRequest request) =>
        request.RespondAsync(ReadQuery.OfRecord<CleanupStatus>(
        "runs:cleanup",
        async (_, ct) => new(
            await stuck.CountAsync(ct), (int)request.Settings.StuckAfter.TotalHours, Interval, Enabled: true)) with { IsCached = false });

    private static async Task<IResult> RunAsync(StuckRuns stuck, CancellationToken cancellationToken)
    {
        var updated = await stuck.CloseAsync(cancellationToken);
        return Json.Result(new CleanupRun(updated, updated == 1 ? "1 run closed" : $"{updated} runs closed"));
    }
}
