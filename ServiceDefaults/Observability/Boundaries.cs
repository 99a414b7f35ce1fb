using System.Diagnostics.Metrics;

namespace Telemetry.ServiceDefaults.Observability;

/// <summary>
/// The bucket boundaries of histograms. OpenTelemetry's defaults are for milliseconds: nearly all durations in seconds would fall into the
/// first bucket.
/// </summary>
public static class Boundaries
{
    /// <summary>From the check of a signature to the processing of a long backlog.</summary>
    public static InstrumentAdvice<double> Seconds { get; } = new()
    {
        HistogramBucketBoundaries = [
            0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300,
        ],
    };

    /// <summary>From a single report to the rows of a large transaction.</summary>
    public static InstrumentAdvice<long> Amounts { get; } = new()
    {
        HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000],
    };
}
