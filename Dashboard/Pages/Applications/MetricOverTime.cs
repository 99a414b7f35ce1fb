using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Telemetry.Dashboard.Api;
using Telemetry.Dashboard.Display;

namespace Telemetry.Dashboard.Pages.Applications;

/// <summary>One metric of an application over time: the sum over its instances.</summary>
/// <param name="Slug">The application.</param>
/// <param name="Metric">The metric's key.</param>
/// <param name="Chart">Null if no instance sent it in that time.</param>
/// <param name="Ranges">Other times.</param>
public sealed record MetricOverTime(string Slug, string Metric, Chart? Chart, Ranges Ranges)
{
    private const string Default = "30d";

    private static readonly (string Period, string Name)[] Periods =
        [("24h", "24 hours"), ("7d", "7 days"), (Default, "30 days"), ("3m", "90 days"), ("1y", "1 year"), ("all", "All time")];

    /// <summary>Where a metric is shown over time.</summary>
    public static string Link(string slug, string metric, string? period = null) =>
        QueryHelpers.AddQueryString(Links.Application(slug), new Dictionary<string, string?> { ["metric"] = metric, ["period"] = period }) + "#over-time";

    /// <summary>Asks for a metric over time; null if none was asked for.</summary>
    public static async Task<MetricOverTime?> FindAsync(
        ReadApi api, Api.Application application, string? metric, string? period, CancellationToken cancellationToken)
    {
        if (metric is null || application.Name is not { Length: > 0 } name)
            return null;

        var chosen = Periods.FirstOrDefault(known => known.Period == period, Periods.First(known => known.Period == Default)).Period;
        var series = await api.MetricsAsync(name, chosen, cancellationToken);
        return new(
            application.Slug,
            metric,
            series is not null && series.Metrics.TryGetValue(metric, out var values) ? ChartOf(metric, series.Timestamps, values, IsHourly(chosen)) : null,
            new("Time", [.. Periods.Select(known => new Ranges.Range(known.Name, Link(application.Slug, metric, known.Period), known.Period == chosen))]));
    }

    private static bool IsHourly(string period) => period is "24h" or "7d";

    private static Chart ChartOf(string metric, IReadOnlyList<DateTimeOffset> times, IReadOnlyList<JsonElement> values, bool hourly) => new(
        "metric-over-time",
        "over time",
        ChartKind.Lines,
        hourly ? "Hour" : "Day",
        [new(metric, Tone.Main)],
        [.. times.Zip(values, (time, value) => new ChartRow(time, !hourly, [Number(value)]))])
    {
        Subject = metric,
        Note = "the sum of each instance’s last value in that " + (hourly ? "hour" : "day"),
    };

    // What a double cannot hold has no place on an axis.
    private static double? Number(JsonElement value) =>
        value.ValueKind is JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) ? number : null;
}
