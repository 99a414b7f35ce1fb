using Telemetry.Aggregation.Maintenance;
using Telemetry.Contracts.Reads;

namespace Telemetry.Aggregation.Reads.Runs;

internal static class CleanupEndpoints
{
    // The period of the job StuckRuns, in the format of the old servers.
    private const string Interval = "1m0s";

    public static void MapStatus(RouteGroupBuilder group) => group.MapGet("cleanup/status", GetAsync)
        .WithSummary("The number of runs that will be closed, since they have had no outcome for too long")
        .Produces<CleanupStatus>();

    public static void MapRun(RouteGroupBuilder group) => group.MapPost("cleanup/run", RunAsync)
        .WithSummary("Closes these runs now")
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
