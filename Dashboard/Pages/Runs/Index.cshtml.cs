using Microsoft.AspNetCore.Mvc.RazorPages;
using Telemetry.ServiceDefaults.Access;

namespace Telemetry.Dashboard.Pages.Runs;

internal sealed class IndexModel(RunApi api) : PageModel
{
    private const int MaxScripts = 20;

    public Result Data { get; private set; } = null!;

    public async Task OnGetAsync(int? days, string? repo, string? slug, CancellationToken cancellationToken)
    {
        var view = RunView.Parse(Links.Runs, days, repo, slug) with { IsAdmin = AdminAccess.IsAdmin(User) };
        var summary = api.SummaryAsync(view.Scope, cancellationToken);
        var scripts = api.ScriptsAsync(view.Scope, cancellationToken);
        await Task.WhenAll(summary, scripts);

        Data = ResultOf(view.WithSlugs(await summary), await summary, await scripts);
    }

    private static Result ResultOf(RunView view, RunSummary summary, ScriptList scripts) => new(
        view,
        summary.TotalInstalls,
        summary.TotalAllTime,
        Cards(view, summary),
        Outcomes(summary),
        view.Scope.Days > 1 ? Rates(summary) : null,
        new(scripts.TotalScripts, [.. scripts.TopScripts.Take(MaxScripts)]),
        Breakdowns(view, summary),
        view.Scope.Days > 1 && summary.ResourceTrends.Any(day => day is { AvgCores: > 0 } or { AvgRamMb: > 0 } or { AvgDiskGb: > 0 })
            ? Resources(summary)
            : []);

    private static IReadOnlyList<Card> Cards(RunView view, RunSummary now)
    {
        var comparison = new Comparison(view.Scope.Days);
        return
        [
            new(
                "Runs",
                Numbers.Text(now.TotalInstalls),
                $"{Numbers.Text(now.SampleSize)} analysed, {Numbers.Text(now.TotalAllTime)} of all time",
                Compared(now.TotalInstalls, then => then.TotalInstalls)),
            new(
                "Success rate", now.SuccessCount + now.FailedCount > 0 ? Numbers.Percent(now.SuccessRate) : Numbers.None,
                now.Previous is { } then ? comparison.Rate(now.SuccessRate, then.SuccessRate) : "of those that succeeded or failed"),
            Of("Succeeded", "success", now.SuccessCount, then => then.SuccessCount),
            Of("Failed", "failed", now.FailedCount, then => then.FailedCount),
            Of("Aborted", "aborted", now.AbortedCount, then => then.AbortedCount, "stopped by their users"),
            new(
                "Under way",
                Numbers.Text(now.InstallingCount),
                "without an outcome yet",
                Compared(now.InstallingCount, then => then.InstallingCount)),
            new(
                "Average duration", Times.Duration(now.AvgInstallDuration), "of successful runs that told",
                now.Previous is { } before ? comparison.Duration(now.AvgInstallDuration, before.AvgInstallDuration, Times.Duration) : null),
        ];

        Card Of(string name, string status, long count, Func<PreviousRuns, long> then, string? note = null) =>
            new(name, Numbers.Text(count), note, Compared(count, then)) { Address = view.LogAddress(("status", status)) };

        string? Compared(long count, Func<PreviousRuns, long> then) =>
            now.Previous is { } before ? comparison.Count(count, then(before)) : null;
    }

    private static Chart Outcomes(RunSummary summary) => new(
        "outcomes", "Outcomes by day", ChartKind.Bars, "Day",
        [new("Succeeded", Tone.Good), new("Failed", Tone.Bad), new("Aborted", Tone.Wait)],
        [.. summary.DailyStats.Select(day => ChartRow.OfCounts(day.Date, day.Success, day.Failed, day.Aborted))])
    {
        Note = "by the day (UTC) on which a run began",
    };

    private static Chart Rates(RunSummary summary) => new(
        "rates", "Success rate by day", ChartKind.Lines, "Day",
        [new("Success rate", Tone.Main, "%")],
        [.. summary.DailyStats.Select(day => ChartRow.OfDay(day.Date, Percentage(day.Success, day.Failed)))])
    {
        MinAxisEnd = 100,
    };

    private static IReadOnlyList<Breakdown> Breakdowns(RunView view, RunSummary summary)
    {
        return
        [
            Of(
                "os",
                "Operating systems",
                "Operating system",
                summary.OsDistribution,
                os => new(os.Os, os.Count, view.LogAddress(("os", os.Os)))),
            Of("pve", "Proxmox VE", "Version", summary.PveVersions, version => new(version.Version, version.Count)),
            Of("types", "Types", "Type", summary.TypeStats, type => new(type.Type, type.Count, view.LogAddress(("type", type.Type)))),
            Of("methods", "Methods", "Method", summary.MethodStats, method => new(method.Method, method.Count)),
            Of("gpus", "GPU", "GPU", summary.GpuStats, gpu => new(GpuName(gpu), gpu.Count)),
            Of("tools", "Tools and addons", "Script", ToolsAndAddons(view, summary), part => part),
        ];

        Breakdown Of<T>(string id, string title, string column, IEnumerable<T> values, Func<T, Breakdown.Part> part) =>
            new(id, title, column, [.. values.Select(part)], summary.TotalInstalls);
    }

    private static string GpuName(GpuCount gpu) =>
        string.IsNullOrWhiteSpace(gpu.Passthrough) ? gpu.Vendor : $"{gpu.Vendor}, {gpu.Passthrough}";

    private static IEnumerable<Breakdown.Part> ToolsAndAddons(RunView view, RunSummary summary) => summary.TopTools
        .Select(tool => new Breakdown.Part(tool.Tool, tool.Count, view.LogAddress(("q", tool.Tool))))
        .Concat(summary.TopAddons.Select(addon => new Breakdown.Part(addon.Addon, addon.Count, view.LogAddress(("q", addon.Addon)))))
        .OrderByDescending(part => part.Count);

    private static IReadOnlyList<Chart> Resources(RunSummary summary)
    {
        return
        [
            Of("cores", "Processor cores", "", day => day.AvgCores),
            Of("ram", "Memory, MB", " MB", day => day.AvgRamMb),
            Of("disk", "Disk, GB", " GB", day => day.AvgDiskGb),
        ];

        // 0: no run reported the value.
        Chart Of(string id, string title, string unit, Func<ResourceDay, double> value) => new(
            id, title, ChartKind.Lines, "Day", [new("Average", Tone.Other, unit)],
            [.. summary.ResourceTrends.Select(day => ChartRow.OfDay(day.Date, value(day) is var number and > 0 ? number : null))]);
    }

    private static double? Percentage(long part, long other) =>
        part >= 0 && other >= 0 && part + other is > 0 and var whole ? Math.Round(100.0 * part / whole, 1) : null;

    /// <summary>Rates are null and resources (the guests') empty for a single day.</summary>
    internal sealed record Result(
        RunView View, long Runs, long AllTime, IReadOnlyList<Card> Cards, Chart Outcomes, Chart? Rates, TopScripts Scripts,
        IReadOnlyList<Breakdown> Breakdowns, IReadOnlyList<Chart> Resources);

    /// <summary>The total counts all scripts; the top ones ran most often.</summary>
    internal sealed record TopScripts(long Total, IReadOnlyList<Script> Top);
}
