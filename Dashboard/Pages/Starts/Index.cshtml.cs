using System.Globalization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;
using Telemetry.Dashboard.Api;
using Telemetry.Dashboard.Display;
using Telemetry.ServiceDefaults.Access;

namespace Telemetry.Dashboard.Pages.Starts;

/// <summary>Starts of containers: sums and courses of the last days, what they told and, for the admin, the newest ones.</summary>
public sealed class IndexModel(StartApi api) : PageModel
{
    private const int DefaultDays = 30;

    private static readonly (int Days, string Name)[] AllDays = [(1, "Today"), (7, "7 days"), (DefaultDays, "30 days"), (90, "90 days"), (365, "365 days")];

    /// <summary>What is shown.</summary>
    public Result Shown { get; private set; } = null!;

    /// <summary>Shows the page.</summary>
    public async Task OnGetAsync(int? days, CancellationToken cancellationToken)
    {
        var chosen = AllDays.Any(range => range.Days == days) ? days!.Value : DefaultDays;
        var asked = api.SeriesAsync(chosen, cancellationToken);
        var newest = AdminAccess.IsAdmin(User) ? api.NewestAsync(cancellationToken) : null;
        await Task.WhenAll([asked, .. newest is null ? [] : new Task[] { newest }]);

        var series = await asked;
        Shown = new(
            series.TotalDeployments,
            series.TotalAllTime,
            new("Days", [.. AllDays.Select(range => new Ranges.Range(range.Name, Address(range.Days), range.Days == chosen))]),
            Cards(series, new(chosen)),
            chosen == 1 ? [] : Courses(series),
            Distributions(series),
            newest is null ? null : await newest,
            $"{Request.Scheme}://{Request.Host}");
    }

    private static string Address(int days) =>
        days == DefaultDays ? Links.Starts : QueryHelpers.AddQueryString(Links.Starts, "days", days.ToString(CultureInfo.InvariantCulture));

    private static IReadOnlyList<Card> Cards(StartSeries now, Comparison comparison) =>
    [
        new("Starts", Numbers.Text(now.TotalDeployments), $"{Numbers.Text(now.TotalAllTime)} of all time", now.Previous is { } then ? comparison.Count(now.TotalDeployments, then.TotalDeployments) : null),
        new(
            "New instances", Numbers.Text(now.UniqueInstances), "different ids; many clients make up one for each start",
            now.Previous is { } before ? comparison.Count(now.UniqueInstances, before.UniqueInstances) : null),
        new(
            "Average start-up", Times.Milliseconds(now.AvgStartupTimeMs), "until ready",
            now.Previous is { } past ? comparison.Length(now.AvgStartupTimeMs, past.AvgStartupTimeMs, Times.Milliseconds) : null),
        new("Slow start-up", Times.Milliseconds(now.P95StartupTimeMs), "95 of 100 took no longer (95th percentile)"),
    ];

    // Seconds: start-ups take some.
    private static IReadOnlyList<Chart> Courses(StartSeries series) =>
    [
        new(
            "starts", "Starts by day", ChartKind.Lines, "Day", [new("Starts", Tone.Main), new("New instances", Tone.Other)],
            [.. series.DailyStats.Select(day => ChartRow.Of(day.Date, ChartRow.Of(day.Starts), ChartRow.Of(day.Instances)))])
        {
            Note = "by the day (UTC)",
        },
        new(
            "times", "Start-up time by day", ChartKind.Lines, "Day", [new("Average", Tone.Main, " s"), new("95th percentile", Tone.Other, " s")],
            [.. series.DailyStats.Select(day => ChartRow.Of(day.Date, Seconds(day.AvgStartupTimeMs), Seconds(day.P95StartupTimeMs)))])
        {
            Note = "seconds until ready; of 100 starts 95 took no longer than the 95th percentile",
        },
    ];

    private static double? Seconds(double milliseconds) => milliseconds > 0 ? Math.Round(milliseconds / 1000, 2) : null;

    private static IReadOnlyList<Shares> Distributions(StartSeries series)
    {
        return
        [
            Of("versions", "Versions", "Version", series.Versions.Select(one => new Shares.Part(one.Version, one.Count))),
            Of("architectures", "Architectures", "Architecture", series.Architectures.Select(one => new Shares.Part(one.Architecture, one.Count))),
            Of("runtimes", "Container runtimes", "Runtime", series.ContainerRuntimes.Select(one => new Shares.Part(one.ContainerRuntime, one.Count))),
            Of("databases", "Databases", "Database", series.DbTypes.Select(one => new Shares.Part(one.DbType, one.Count))),
        ];

        Shares Of(string id, string title, string column, IEnumerable<Shares.Part> parts) =>
            new(id, title, column, [.. parts], series.TotalDeployments) { Counted = "Starts" };
    }

    /// <summary>What is shown.</summary>
    /// <param name="Starts">How many.</param>
    /// <param name="AllTime">How many of all days.</param>
    /// <param name="Days">Other ranges of days.</param>
    /// <param name="Cards">Sums, and how they compare with as many days before.</param>
    /// <param name="Courses">By day; none for a single one.</param>
    /// <param name="Distributions">By what the clients told.</param>
    /// <param name="Newest">Newest first; null: not for this reader.</param>
    /// <param name="Gateway">Where clients reach the platform.</param>
    public sealed record Result(
        long Starts, long AllTime, Ranges Days, IReadOnlyList<Card> Cards, IReadOnlyList<Chart> Courses, IReadOnlyList<Shares> Distributions,
        IReadOnlyList<Start>? Newest, string Gateway);
}
