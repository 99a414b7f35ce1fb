using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;
using Telemetry.ServiceDefaults.Access;

namespace Telemetry.Dashboard.Pages.Starts;

internal sealed class IndexModel(StartApi api) : PageModel
{
    public Result Data { get; private set; } = null!;

    public async Task OnGetAsync(int? days, CancellationToken cancellationToken)
    {
        var chosen = LinkChoice.ParseDays(days);
        var seriesTask = api.SeriesAsync(chosen, cancellationToken);
        var newestTask = AdminAccess.IsAdmin(User) ? api.NewestAsync(cancellationToken) : null;
        await Task.WhenAll([seriesTask, .. newestTask is null ? [] : new Task[] { newestTask }]);

        var series = await seriesTask;
        Data = new(
            series.TotalDeployments,
            series.TotalAllTime,
            LinkChoice.OfDays(chosen, Address),
            Cards(series, new(chosen)),
            chosen == 1 ? [] : Charts(series),
            Breakdowns(series),
            newestTask is null ? null : await newestTask,
            $"{Request.Scheme}://{Request.Host}");
    }

    private static string Address(int days) =>
        days == LinkChoice.DefaultDays
            ? Links.Starts
            : QueryHelpers.AddQueryString(Links.Starts, "days", days.ToString(CultureInfo.InvariantCulture));

    private static IReadOnlyList<Card> Cards(StartSeries now, Comparison comparison) =>
    [
        new(
            "Starts", Numbers.Text(now.TotalDeployments), $"{Numbers.Text(now.TotalAllTime)} of all time",
            now.Previous is { } then ? comparison.Count(now.TotalDeployments, then.TotalDeployments) : null),
        new(
            "New instances", Numbers.Text(now.UniqueInstances), "different ids; many clients make up one for each start",
            now.Previous is { } before ? comparison.Count(now.UniqueInstances, before.UniqueInstances) : null),
        new(
            "Average start-up", Times.Milliseconds(now.AvgStartupTimeMs), "until ready",
            now.Previous is { } past ? comparison.Duration(now.AvgStartupTimeMs, past.AvgStartupTimeMs, Times.Milliseconds) : null),
        new("Slow start-up", Times.Milliseconds(now.P95StartupTimeMs), "95 of 100 took no longer (95th percentile)"),
    ];

    private static IReadOnlyList<Chart> Charts(StartSeries series) =>
    [
        new(
            "starts", "Starts by day", ChartKind.Lines, "Day", [new("Starts", Tone.Main), new("New instances", Tone.Other)],
            [.. series.DailyStats.Select(day => ChartRow.OfCounts(day.Date, day.Starts, day.Instances))])
        {
            Note = "by the day (UTC)",
        },
        new(
            "times", "Start-up time by day", ChartKind.Lines, "Day",
            [new("Average", Tone.Main, " s"), new("95th percentile", Tone.Other, " s")],
            [.. series.DailyStats.Select(day => ChartRow.OfDay(day.Date, Seconds(day.AvgStartupTimeMs), Seconds(day.P95StartupTimeMs)))])
        {
            Note = "seconds until ready; of 100 starts 95 took no longer than the 95th percentile",
        },
    ];

    private static double? Seconds(double milliseconds) => milliseconds > 0 ? Math.Round(milliseconds / 1000, 2) : null;

    private static IReadOnlyList<Breakdown> Breakdowns(StartSeries series)
    {
        return
        [
            Of("versions", "Versions", "Version", series.Versions, value => new(value.Version, value.Count)),
            Of("architectures", "Architectures", "Architecture", series.Architectures, value => new(value.Architecture, value.Count)),
            Of("runtimes", "Container runtimes", "Runtime", series.ContainerRuntimes, value => new(value.ContainerRuntime, value.Count)),
            Of("databases", "Databases", "Database", series.DbTypes, value => new(value.DbType, value.Count)),
        ];

        Breakdown Of<T>(string id, string title, string column, IEnumerable<T> values, Func<T, Breakdown.Part> part) =>
            new(id, title, column, [.. values.Select(part)], series.TotalDeployments) { Counted = "Starts" };
    }

    /// <summary>
    /// Charts are empty for a single day. Newest is newest first, or null if the reader may not see single starts. Gateway is the address
    /// that clients send to.
    /// </summary>
    internal sealed record Result(
        long Starts, long AllTime, LinkChoice Days, IReadOnlyList<Card> Cards, IReadOnlyList<Chart> Charts,
        IReadOnlyList<Breakdown> Breakdowns, IReadOnlyList<Start>? Newest, string Gateway);
}
