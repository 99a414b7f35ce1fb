namespace Telemetry.Aggregation.Reads.Starts;

/// <summary>
/// The starts of the last days, as <c>starts.sql</c> computes it. Lists begin with the most frequent, that of days is without gaps and begins
/// with the oldest. Instances are counted on the day of their first start. Times are milliseconds; the 95th percentile is at most 1.6 % off.
/// </summary>
internal sealed record StartSeries(
    long TotalDeployments,
    long TotalAllTime,
    long UniqueInstances,
    double AvgStartupTimeMs,
    double P95StartupTimeMs,
    IReadOnlyList<StartSeries.Day> DailyStats,
    IReadOnlyList<StartSums.OfVersion> Versions,
    IReadOnlyList<StartSums.OfArchitecture> Architectures,
    IReadOnlyList<StartSeries.OfRuntime> ContainerRuntimes,
    IReadOnlyList<StartSeries.OfDatabase> DbTypes,
    StartSeries.Before? Previous)
{
    /// <summary>A day's starts.</summary>
    internal sealed record Day(DateOnly Date, long Starts, long Instances, double AvgStartupTimeMs, double P95StartupTimeMs);

    internal sealed record OfRuntime(string ContainerRuntime, long Count);

    internal sealed record OfDatabase(string DbType, long Count);

    /// <summary>The starts of as many days before; there is none where there were none.</summary>
    internal sealed record Before(long TotalDeployments, long UniqueInstances, double AvgStartupTimeMs);
}
