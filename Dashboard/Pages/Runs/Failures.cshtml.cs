using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Telemetry.Dashboard.Api;
using Telemetry.Dashboard.Display;

namespace Telemetry.Dashboard.Pages.Runs;

/// <summary>Why runs of scripts failed, which scripts do, and the runs that never told how they ended.</summary>
public sealed partial class FailuresModel(RunApi api, ILogger<FailuresModel> logger) : PageModel
{
    private const int MostScripts = 25;

    /// <summary>What is shown.</summary>
    public Result Shown { get; private set; } = null!;

    /// <summary>Shows the page.</summary>
    public async Task OnGetAsync(int? days, string? repo, string? slug, int? closed, CancellationToken cancellationToken)
    {
        var view = RunView.Of(Links.RunFailures, days, repo, slug);
        var errors = api.ErrorsAsync(view.Scope, cancellationToken);
        var summary = api.SummaryAsync(view.Scope, cancellationToken);
        var stuck = api.StuckAsync(cancellationToken);
        await Task.WhenAll(errors, summary, stuck);

        Shown = Show(view, await errors, await summary, await stuck, closed);
    }

    /// <summary>Closes the runs that are stuck.</summary>
    public async Task<IActionResult> OnPostCleanUpAsync(int? days, string? repo, string? slug, CancellationToken cancellationToken)
    {
        var closed = await api.CloseStuckAsync(cancellationToken);
        Log.CleanedUp(logger, closed);

        var address = RunView.Of(Links.RunFailures, days, repo, slug).To(Links.RunFailures);
        return LocalRedirect($"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}closed={closed}");
    }

    private static Result Show(RunView view, ErrorReport errors, RunSummary summary, CleanupStatus stuck, int? closed) => new(
        view with { Slugs = [.. summary.RepoSlugs.Select(slug => slug.Slug ?? "").Where(slug => slug.Length > 0)] },
        new(errors.TotalInstalls, errors.TotalErrors, summary.FailedCount, summary.AbortedCount, errors.OverallFailRate),
        new(
            "timeline", "Failures by day", ChartKind.Bars, "Day",
            [new("Failed", Tone.Bad), new("Aborted", Tone.Wait)],
            [.. errors.ErrorTimeline.Select(day => ChartRow.Of(day.Date, day.Failed, day.Aborted))]),
        summary.FailedApps,
        errors.CategoryStats,
        errors.ExitCodeStats,
        summary.ErrorAnalysis,
        [.. errors.AppErrors.Take(MostScripts)],
        new(stuck.StuckCount, stuck.StuckAfterHours, closed is >= 0 ? closed : null));

    /// <summary>What is shown.</summary>
    /// <param name="View">Which runs.</param>
    /// <param name="Sums">Their sums.</param>
    /// <param name="Timeline">By day.</param>
    /// <param name="Ranking">The scripts of at least 10 runs that fail most often.</param>
    /// <param name="Categories">By category.</param>
    /// <param name="ExitCodes">By exit code.</param>
    /// <param name="Patterns">By what error texts have in common.</param>
    /// <param name="Scripts">The scripts with most errors.</param>
    /// <param name="Stuck">Runs without an end.</param>
    public sealed record Result(
        RunView View, Totals Sums, Chart Timeline, IReadOnlyList<RunSummary.FailedScript> Ranking, IReadOnlyList<ErrorReport.OfCategory> Categories,
        IReadOnlyList<ErrorReport.OfExitCode> ExitCodes, IReadOnlyList<RunSummary.OfPattern> Patterns, IReadOnlyList<ErrorReport.OfApp> Scripts, StuckRuns Stuck);

    /// <summary>Sums; errors are failed and aborted runs.</summary>
    public sealed record Totals(long Runs, long Errors, long Failed, long Aborted, double FailureRate);

    /// <summary>Runs that never told how they ended.</summary>
    /// <param name="Count">How many there are, of any repository and day.</param>
    /// <param name="AfterHours">After so long without a word.</param>
    /// <param name="Closed">How many were closed just now.</param>
    public sealed record StuckRuns(long Count, int AfterHours, int? Closed);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Runs} stuck runs closed by the admin")]
        public static partial void CleanedUp(ILogger logger, int runs);
    }
}
