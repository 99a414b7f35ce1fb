using Spectre.Console;
using Telemetry.Import.Delivery;
using Telemetry.Import.Http;
using Telemetry.Import.Sources;

namespace Telemetry.Import;

/// <summary>Shows the progress of an import: a bar on a terminal, else a line every 5 seconds.</summary>
internal sealed class Display
{
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    private readonly IAnsiConsole _console;
    private readonly ImportRun _run;
    private volatile string _failure = "";

    public Display(IAnsiConsole console, ImportRun run, RetryPolicy retries)
    {
        (_console, _run) = (console, run);
        retries.Failed = (server, error) => _failure = $"{server} {error}; trying again";
    }

    /// <summary>Waits until the import ends; returns the reason of an early end, or null.</summary>
    public async Task<string?> WatchAsync(Task running)
    {
        if (_console.Profile.Out.IsTerminal)
            await ShowBarAsync(running);
        else
            await ShowLinesAsync(running);

        try
        {
            await running;
            return null;
        }
        catch (OperationCanceledException)
        {
            return "it was ended";
        }
        catch (Exception e) when (e is SourceException or ImportStoppedException or RetriesExhaustedException
            or IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    private Task ShowBarAsync(Task running) => _console.Progress()
        .Columns(
            new TaskDescriptionColumn { Alignment = Justify.Left },
            new ProgressBarColumn(),
            new PercentageColumn(),
            new RemainingTimeColumn(),
            new SpinnerColumn())
        .StartAsync(async progress =>
        {
            var bar = progress.AddTask("Records");
            bar.IsIndeterminate = true;
            while (await Task.WhenAny(running, Task.Delay(Refresh, CancellationToken.None)) != running)
            {
                var (done, total) = _run.Progress;
                (bar.IsIndeterminate, bar.MaxValue, bar.Value) = (total is null, Math.Max(1, total ?? 1), done);
                bar.Description = Markup.Escape($"{Line()}{Failure()}");
            }

            bar.StopTask();
        });

    private async Task ShowLinesAsync(Task running)
    {
        while (await Task.WhenAny(running, Task.Delay(Period, CancellationToken.None)) != running)
        {
            var (done, total) = _run.Progress;
            _console.WriteLine($"{Line()}{(total > 0 ? $" ({100 * done / total} %)" : "")}{Failure()}");
        }
    }

    private string Line() =>
        $"{(_run.IsResumed ? "Going on: " : "")}{_run.State.Read:N0} read, {_run.State.Accepted:N0} accepted, "
        + $"{_run.State.Read - _run.State.Accepted:N0} skipped";

    private string Failure()
    {
        var failure = Interlocked.Exchange(ref _failure!, "");
        return failure.Length == 0 ? "" : $" - {failure}";
    }
}
