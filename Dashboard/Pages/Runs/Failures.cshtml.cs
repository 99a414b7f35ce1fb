using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;

namespace Telemetry.Dashboard.Pages.Runs;

internal sealed partial class FailuresModel(RunApi api, ILogger<FailuresModel> logger) : PageModel
{
    private const int MaxScripts = 25;

    public Result Data { get; private set; } = null!;

    /// <summary>Closed is the number of stuck runs that the admin has just closed.</summary>
    public async Task OnGetAsync(int? days, string? repo, string? slug, int? closed, CancellationToken cancellationToken)
    {
        var view = RunView.Parse(Links.RunFailures, days, repo, slug);
        var errors = api.ErrorsAsync(view.Scope, cancellationToken);
        var summary = api.SummaryAsync(view.Scope, cancellationToken);
        var stuck = api.StuckAsync(cancellationToken);
        await Task.WhenAll(errors, summary, stuck);

        Data = ResultOf(view, await errors, await summary, await stuck, closed);
    }

    public async Task<IActionResult> OnPostCleanUpAsync(int? days, string? repo, string? slug, CancellationToken cancellationToken)
    {
        var closed = await api.CloseStuckAsync(cancellationToken);
        Log.CleanedUp(logger, closed);

        var address = RunView.Parse(Links.RunFailures, days, repo, slug).AddressOf(Links.RunFailures);
        return LocalRedirect(QueryHelpers.AddQueryString(address, "closed", closed.ToString(CultureInfo.InvariantCulture)));
    }

    private static Result ResultOf(RunView view, ErrorReport errors, RunSummary summary, CleanupStatus stuck, int? closed) => new(
        view.WithSlugs(summary),
        new(errors.TotalInstalls, errors.TotalErrors, summary.FailedCount, summary.AbortedCount, errors.OverallFailRate),
        new(
            "timeline", "Failures by day", ChartKind.Bars, "Day",
            [new("Failed", Tone.Bad), new("Aborted", Tone.Wait)],
            [.. errors.ErrorTimeline.Select(day => ChartRow.OfCounts(day.Date, day.Failed, day.Aborted))]),
        summary.FailedApps,
        errors.CategoryStats,
        errors.ExitCodeStats,
        summary.ErrorAnalysis,
        [.. errors.AppErrors.Take(MaxScripts)],
        new(stuck.StuckCount, stuck.StuckAfterHours, closed is >= 0 ? closed : null));

    /// <summary>Ranking has the scripts of at least 10 runs with the highest failure rates; patterns are texts that errors share.</summary>
    internal sealed record Result(
        RunView View, Totals Sums, Chart Timeline, IReadOnlyList<FailedApp> Ranking, IReadOnlyList<CategoryErrors> Categories,
        IReadOnlyList<ExitCodeErrors> ExitCodes, IReadOnlyList<PatternCount> Patterns, IReadOnlyList<AppErrors> Scripts,
        StuckRuns Stuck);

    /// <summary>Errors are failed and aborted runs.</summary>
    internal sealed record Totals(long Runs, long Errors, long Failed, long Aborted, double FailureRate);

    /// <summary>
    /// Runs without an outcome and without a post for some hours, of any repository and day. Closed is the number that the admin has just
    /// closed, or null.
    /// </summary>
    internal sealed record StuckRuns(long Count, int AfterHours, int? Closed);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Runs} stuck runs closed by the admin")]
        public static partial void CleanedUp(ILogger logger, int runs);
    }
}
