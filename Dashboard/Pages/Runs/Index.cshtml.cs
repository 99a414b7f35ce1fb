using Microsoft.AspNetCore.Mvc.RazorPages;
using Telemetry.Dashboard.Api;
using Telemetry.Dashboard.Display;
using Telemetry.ServiceDefaults.Access;

namespace Telemetry.Dashboard.Pages.Runs;

/// <summary>How the runs of scripts fared: sums, courses, distributions.</summary>
public sealed class IndexModel(RunApi api) : PageModel
{
    private const int MostScripts = 20;

    /// <summary>What is shown.</summary>
    public Result Shown { get; private set; } = null!;

    /// <summary>Shows the page.</summary>
    public async Task OnGetAsync(int? days, string? repo, string? slug, CancellationToken cancellationToken)
    {
        var view = RunView.Of(Links.Runs, days, repo, slug) with { IsAdmin = AdminAccess.IsAdmin(User) };
        var summary = api.SummaryAsync(view.Scope, cancellationToken);
        var scripts = api.ScriptsAsync(view.Scope, cancellationToken);
        await Task.WhenAll(summary, scripts);

        Shown = Show(view with { Slugs = SlugsOf(await summary) }, await summary, await scripts);
    }

    private static Result Show(RunView view, RunSummary summary, ScriptList scripts) => new(
        view,
        summary.TotalInstalls,
        summary.TotalAllTime,
        Cards(view, summary),
        Outcomes(summary),
        view.Scope.Days > 1 ? Rates(summary) : null,
        new(scripts.TotalScripts, [.. scripts.TopScripts.Take(MostScripts)]),
        Distributions(view, summary),
        view.Scope.Days > 1 && summary.ResourceTrends.Any(day => day is { AvgCores: > 0 } or { AvgRamMb: > 0 } or { AvgDiskGb: > 0 }) ? Resources(summary) : []);

    private static IReadOnlyList<Card> Cards(RunView view, RunSummary now)
    {
        var comparison = new Comparison(view.Scope.Days);
        return
        [
            new("Runs", Numbers.Text(now.TotalInstalls), $"{Numbers.Text(now.SampleSize)} analysed, {Numbers.Text(now.TotalAllTime)} of all time", Than(now.TotalInstalls, then => then.TotalInstalls)),
            new(
                "Success rate", now.SuccessCount + now.FailedCount > 0 ? Numbers.Percent(now.SuccessRate) : Numbers.None,
                now.Previous is { } then ? comparison.Rate(now.SuccessRate, then.SuccessRate) : "of those that succeeded or failed"),
            Of("Succeeded", "success", now.SuccessCount, then => then.SuccessCount),
            Of("Failed", "failed", now.FailedCount, then => then.FailedCount),
            Of("Aborted", "aborted", now.AbortedCount, then => then.AbortedCount, "stopped by their users"),
            new("Under way", Numbers.Text(now.InstallingCount), "without an outcome yet", Than(now.InstallingCount, then => then.InstallingCount)),
            new(
                "Average duration", Times.Duration(now.AvgInstallDuration), "of successful runs that told",
                now.Previous is { } before ? comparison.Length(now.AvgInstallDuration, before.AvgInstallDuration, Times.Duration) : null),
        ];

        Card Of(string name, string status, long count, Func<RunSummary.Before, long> then, string? note = null) =>
            new(name, Numbers.Text(count), note, Than(count, then)) { Address = view.LogOf(("status", status)) };

        string? Than(long count, Func<RunSummary.Before, long> then) => now.Previous is { } before ? comparison.Count(count, then(before)) : null;
    }

    private static IReadOnlyList<string> SlugsOf(RunSummary summary) => [.. summary.RepoSlugs.Select(slug => slug.Slug ?? "").Where(slug => slug.Length > 0)];

    private static Chart Outcomes(RunSummary summary) => new(
        "outcomes", "Outcomes by day", ChartKind.Bars, "Day",
        [new("Succeeded", Tone.Good), new("Failed", Tone.Bad), new("Aborted", Tone.Wait)],
        [.. summary.DailyStats.Select(day => ChartRow.Of(day.Date, ChartRow.Of(day.Success), ChartRow.Of(day.Failed), ChartRow.Of(day.Aborted)))])
    {
        Note = "by the day (UTC) on which a run began",
    };

    private static Chart Rates(RunSummary summary) => new(
        "rates", "Success rate by day", ChartKind.Lines, "Day",
        [new("Success rate", Tone.Main, "%")],
        [.. summary.DailyStats.Select(day => ChartRow.Of(day.Date, Percentage(day.Success, day.Failed)))])
    {
        AxisTo = 100,
    };

    private static IReadOnlyList<Shares> Distributions(RunView view, RunSummary summary)
    {
        var whole = summary.TotalInstalls;
        return
        [
            new("os", "Operating systems", "Operating system", [.. summary.OsDistribution.Select(os => new Shares.Part(os.Os, os.Count, view.LogOf(("os", os.Os))))], whole),
            new("pve", "Proxmox VE", "Version", [.. summary.PveVersions.Select(version => new Shares.Part(version.Version, version.Count))], whole),
            new("types", "Types", "Type", [.. summary.TypeStats.Select(type => new Shares.Part(type.Type, type.Count, view.LogOf(("type", type.Type))))], whole),
            new("methods", "Methods", "Method", [.. summary.MethodStats.Select(method => new Shares.Part(method.Method, method.Count))], whole),
            new("gpus", "GPU", "GPU", [.. summary.GpuStats.Select(gpu => new Shares.Part(GpuName(gpu), gpu.Count))], whole),
            new("tools", "Tools and addons", "Script", [.. ToolsAndAddons(view, summary)], whole),
        ];
    }

    private static string GpuName(RunSummary.OfGpu gpu) => string.IsNullOrWhiteSpace(gpu.Passthrough) ? gpu.Vendor ?? "" : $"{gpu.Vendor}, {gpu.Passthrough}";

    private static IEnumerable<Shares.Part> ToolsAndAddons(RunView view, RunSummary summary) => summary.TopTools
        .Select(tool => new Shares.Part(tool.Tool, tool.Count, view.LogOf(("q", tool.Tool))))
        .Concat(summary.TopAddons.Select(addon => new Shares.Part(addon.Addon, addon.Count, view.LogOf(("q", addon.Addon)))))
        .OrderByDescending(part => part.Count);

    private static IReadOnlyList<Chart> Resources(RunSummary summary)
    {
        return
        [
            Of("cores", "Processor cores", "", day => day.AvgCores),
            Of("ram", "Memory, MB", " MB", day => day.AvgRamMb),
            Of("disk", "Disk, GB", " GB", day => day.AvgDiskGb),
        ];

        // 0 is: no run told.
        Chart Of(string id, string title, string unit, Func<RunSummary.Resources, double> value) => new(
            id, title, ChartKind.Lines, "Day", [new("Average", Tone.Other, unit)],
            [.. summary.ResourceTrends.Select(day => ChartRow.Of(day.Date, value(day) is var number and > 0 ? number : null))]);
    }

    private static double? Percentage(long part, long other) => part >= 0 && other >= 0 && part + other is > 0 and var whole ? Math.Round(100.0 * part / whole, 1) : null;

    /// <summary>What is shown.</summary>
    /// <param name="View">Which runs.</param>
    /// <param name="Runs">How many.</param>
    /// <param name="AllTime">How many of all days.</param>
    /// <param name="Cards">Their sums, and how they compare with as many days before.</param>
    /// <param name="Outcomes">By day.</param>
    /// <param name="Rates">By day; null for a single one.</param>
    /// <param name="Scripts">Those that ran most often.</param>
    /// <param name="Distributions">By what the clients told.</param>
    /// <param name="Resources">What guests got, by day.</param>
    public sealed record Result(
        RunView View, long Runs, long AllTime, IReadOnlyList<Card> Cards, Chart Outcomes, Chart? Rates, TopScripts Scripts,
        IReadOnlyList<Shares> Distributions, IReadOnlyList<Chart> Resources);

    /// <summary>The scripts that ran most often, of so many.</summary>
    public sealed record TopScripts(long Total, IReadOnlyList<ScriptList.Script> Top);
}
