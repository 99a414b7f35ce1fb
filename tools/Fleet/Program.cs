using Spectre.Console;
using Telemetry.Fleet;
using Telemetry.Fleet.Client;
using Telemetry.Fleet.Simulation;

return await FleetCommand.Create(PlayAsync).Parse(args).InvokeAsync();

static async Task<int> PlayAsync(FleetOptions options, CancellationToken cancellationToken)
{
    var run = new FleetRun(options, TimeProvider.System.GetUtcNow());
    try
    {
        var result = await Report.WithProgressAsync(run, cancellationToken);
        Report.Summarise(options, run.Responses, result);
        return result.Unacknowledged == 0 ? 0 : 1;
    }
    catch (RateLimitedException e)
    {
        Report.Summarise(options, run.Responses, result: null);
        AnsiConsole.MarkupLineInterpolated($"[red]{e.Message}[/]");
        return 2;
    }
}
