using System.Text.Json;

namespace Telemetry.Dashboard.Pages.Applications;

/// <summary>The chart is null if no instance sent the metric in that time.</summary>
internal sealed record MetricOverTime(ApplicationView View, string Metric, Chart? Chart)
{
    /// <summary>Null if the view has no metric.</summary>
    public static async Task<MetricOverTime?> LoadAsync(
        ApplicationApi api, Application application, ApplicationView view, CancellationToken cancellationToken)
    {
        if (view.Metric is not { } metric || application.Name is not { Length: > 0 } name)
            return null;

        var series = await api.MetricsAsync(name, view.Period, view.Statistic, cancellationToken);
        return new(
            view,
            metric,
            series?.Metrics.Read() is { } metrics && metrics.TryGetValue(metric, out var values)
                ? ChartOf(metric, series.Timestamps, values, view)
                : null);
    }

    private static Chart ChartOf(
        string metric, IReadOnlyList<DateTime> times, IReadOnlyList<JsonElement> values, ApplicationView view) => new(
        "metric-over-time",
        "over time",
        ChartKind.Lines,
        view.IsHourly ? "Hour" : "Day",
        [new(metric, Tone.Main)],
        [.. times.Zip(values, (time, value) => new ChartRow(time, !view.IsHourly, [Number(value)]))])
    {
        Subject = metric,
        Note = $"{StatisticOf(view.Statistic)} of each instance’s last value in that {(view.IsHourly ? "hour" : "day")}",
    };

    private static string StatisticOf(string statistic) => statistic switch
    {
        "avg" => "the average",
        "median" => "the median",
        "p95" => "the 95th percentile",
        _ => "the sum",
    };

    // Null for a number outside the range of a double: an axis cannot show it.
    private static double? Number(JsonElement value) =>
        value.ValueKind is JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) ? number : null;
}
