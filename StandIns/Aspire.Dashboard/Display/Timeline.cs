using Aspire.Dashboard.Storage;

namespace Aspire.Dashboard.Display;

/// <summary>A line of a chart: a value for each step, null where there is none.</summary>
internal sealed record TimelineLine(string Name, string Unit, IReadOnlyList<double?> Values);

/// <summary>What a chart shows.</summary>
/// <param name="Steps">The end of each step.</param>
/// <param name="Lines">One or several.</param>
internal sealed record Timeline(IReadOnlyList<DateTimeOffset> Steps, IReadOnlyList<TimelineLine> Lines)
{
    private static readonly double[] s_percentiles = [50, 90, 99];

    /// <summary>
    /// Counters per second, histograms as percentiles of what was measured in each step, up-down counters added up over the series, gauges
    /// on average.
    /// </summary>
    /// <param name="instrument">Of what.</param>
    /// <param name="series">Its series, of those that are to be shown.</param>
    /// <param name="splitBy">An attribute: a line for each of its values. Null: one for all. Histograms are not split.</param>
    /// <param name="most">How many lines at most: those with the highest values.</param>
    /// <param name="until">The end of the last step.</param>
    /// <param name="step">How long each step is.</param>
    /// <param name="count">How many steps.</param>
    public static Timeline Of(
        Instrument instrument, IReadOnlyList<Series> series, string? splitBy, int most, DateTimeOffset until, TimeSpan step, int count)
    {
        DateTimeOffset[] steps = [.. Enumerable.Range(1, count).Select(i => until - (step * (count - i)))];
        if (instrument.Kind == InstrumentKind.Histogram)
            return new(steps, [.. Percentiles(instrument, series, steps, step)]);

        var lines = series
            .GroupBy(s => splitBy is { Length: > 0 } ? s.Attributes.FirstOrDefault(a => a.Key == splitBy).Value ?? "(none)" : "")
            .Select(group => Line(instrument, group.Key.Length > 0 ? group.Key : instrument.Name.Name, [.. group], steps, step))
            .OrderByDescending(line => line.Values.Max() ?? double.MinValue)
            .Take(most);
        return new(steps, [.. lines]);
    }

    private static TimelineLine Line(Instrument instrument, string name, IReadOnlyList<Series> series, DateTimeOffset[] steps, TimeSpan step)
    {
        var isCounter = instrument.Kind == InstrumentKind.Counter;
        var values = steps.Select(at =>
        {
            List<double> known = [.. series.Select(s => isCounter ? Increase(s, at - step, at)?.Value / step.TotalSeconds : At(s, at)?.Value).OfType<double>()];
            return known.Count == 0 ? (double?)null : instrument.Kind == InstrumentKind.Gauge ? known.Average() : known.Sum();
        });
        return new(name, isCounter ? $"{instrument.Unit}/s" : instrument.Unit, [.. values]);
    }

    private static IEnumerable<TimelineLine> Percentiles(Instrument instrument, IReadOnlyList<Series> series, DateTimeOffset[] steps, TimeSpan step)
    {
        // Series with other bounds cannot be added up.
        var bounds = series.Count == 0 ? [] : series[0].Bounds;
        List<Series> alike = [.. series.Where(s => s.Bounds.SequenceEqual(bounds))];
        var buckets = steps.Select(at => alike.Select(s => Increase(s, at - step, at)?.Buckets).OfType<ulong[]>().Aggregate(
            new ulong[bounds.Count + 1], (sum, more) => [.. sum.Zip(more, (a, b) => a + b)])).ToList();
        foreach (var percent in s_percentiles)
            yield return new($"P{percent}", instrument.Unit, [.. buckets.Select(step => Percentile(bounds, step, percent))]);
    }

    /// <summary>The value that so many percent do not exceed, evenly spread within its bucket. Null if there are none.</summary>
    public static double? Percentile(IReadOnlyList<double> bounds, IReadOnlyList<ulong> buckets, double percent)
    {
        var total = buckets.Aggregate(0ul, (sum, count) => sum + count);
        if (total == 0 || bounds.Count == 0)
            return null;

        var rank = total * percent / 100;
        var below = 0.0;
        for (var i = 0; i < bounds.Count; i++)
        {
            if (below + buckets[i] >= rank && buckets[i] > 0)
            {
                var from = i == 0 ? Math.Min(0, bounds[0]) : bounds[i - 1];
                return from + ((bounds[i] - from) * (rank - below) / buckets[i]);
            }

            below += buckets[i];
        }

        // Beyond the last bound nothing is known but that.
        return bounds[^1];
    }

    /// <summary>What came in between; null if the series was not there at the end.</summary>
    public static MetricPoint? Increase(Series series, DateTimeOffset from, DateTimeOffset to)
    {
        if (At(series, to) is not { } last)
            return null;

        if (Before(series, from) is not { } first)
            // It began in between, or nobody listened until then: what it had counted before is of no step.
            return last.Since >= from ? last : series.Points[0] is var heard && heard.At < to && heard != last ? Difference(last, heard) : Nothing(last);

        // Less than before: it has begun again.
        return last.Since > first.Until || last.Value < first.Value || last.Count < first.Count ? last : Difference(last, first);
    }

    // The newest that is no later, if the series still goes on then.
    private static MetricPoint? At(Series series, DateTimeOffset at) => Before(series, at) is { } point && at - point.Until < series.EndsAfter ? point : null;

    private static MetricPoint? Before(Series series, DateTimeOffset at)
    {
        // Points are in order of time.
        var (low, high) = (0, series.Points.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (series.Points[middle].At <= at)
                low = middle + 1;
            else
                high = middle;
        }

        return low == 0 ? null : series.Points[low - 1];
    }

    private static MetricPoint Difference(MetricPoint last, MetricPoint first) => last with
    {
        Value = last.Value - first.Value,
        Count = last.Count - first.Count,
        Buckets = last.Buckets is { } more && first.Buckets is { } less && more.Length == less.Length ? [.. more.Zip(less, (a, b) => a - b)] : last.Buckets,
    };

    private static MetricPoint Nothing(MetricPoint last) => last with { Value = 0, Count = 0, Buckets = last.Buckets is { } buckets ? new ulong[buckets.Length] : null };
}
