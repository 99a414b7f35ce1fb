using Spectre.Console;
using Telemetry.Fleet.Client;
using Telemetry.Fleet.Simulation;

namespace Telemetry.Fleet;

internal static class Report
{
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(200);

    public static Task<FleetResult> WithProgressAsync(FleetRun run, CancellationToken cancellationToken) =>
        AnsiConsole.Progress()
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new PercentageColumn(),
                new RemainingTimeColumn(),
                new SpinnerColumn())
            .StartAsync(async progress =>
            {
                var bar = progress.AddTask("Reports", maxValue: run.Planned);
                var running = run.RunAsync(cancellationToken);
                while (await Task.WhenAny(running, Task.Delay(Refresh, CancellationToken.None)) != running)
                    bar.Value = run.Done;

                var result = await running;
                bar.Value = bar.MaxValue;
                return result;
            });

    public static void Summarise(FleetOptions options, ResponseCounts responses, FleetResult? result)
    {
        var table = new Table().RoundedBorder()
            .AddColumn("Route")
            .AddColumn("Answer")
            .AddColumn(new TableColumn("Posts").RightAligned())
            .AddColumn("For example");
        foreach (var (route, status, count) in responses.Counts)
        {
            var example = responses.Examples.GetValueOrDefault($"{route} {status}", "");
            table.AddRow(Markup.Escape(route), Markup.Escape(status), $"{count:N0}", Markup.Escape(example.Trim()));
        }

        AnsiConsole.Write(table);
        if (result is not null)
        {
            var (success, failed, aborted, open) = result.Runs;
            Console.WriteLine(
                $"Acknowledged: {result.Instances} instances, {result.Snapshots} snapshots, "
                + $"{result.Runs.Total} runs ({success} success, {failed} failed, {aborted} aborted, {open} open), {result.Starts} starts; "
                + $"not acknowledged: {result.Unacknowledged} posts (seed {options.Seed}).");
        }
    }
}
