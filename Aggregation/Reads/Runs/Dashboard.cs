namespace Telemetry.Aggregation.Reads.Runs;

/// <summary>
/// How the runs of a scope fared, as <c>dashboard.sql</c> computes it. Lists begin with the most frequent, those of days are without gaps and
/// begin with the oldest; rates are percentages.
/// </summary>
internal sealed record Dashboard(
    long TotalInstalls,
    long TotalAllTime,
    long SampleSize,
    long SuccessCount,
    long FailedCount,
    long AbortedCount,
    long InstallingCount,
    double SuccessRate,
    IReadOnlyList<Dashboard.OfApp> TopApps,
    IReadOnlyList<Dashboard.OfOs> OsDistribution,
    IReadOnlyList<Dashboard.OfMethod> MethodStats,
    IReadOnlyList<Dashboard.OfVersion> PveVersions,
    IReadOnlyList<Dashboard.OfType> TypeStats,
    IReadOnlyList<Dashboard.OfPattern> ErrorAnalysis,
    IReadOnlyList<Dashboard.FailedApp> FailedApps,
    IReadOnlyList<Dashboard.Day> DailyStats,
    IReadOnlyList<Dashboard.OfGpu> GpuStats,
    IReadOnlyList<Dashboard.OfCategory> ErrorCategories,
    IReadOnlyList<Dashboard.OfTool> TopTools,
    IReadOnlyList<Dashboard.OfAddon> TopAddons,
    double AvgInstallDuration,
    long TotalTools,
    long TotalAddons,
    IReadOnlyList<SlugCount> RepoSlugs,
    IReadOnlyList<Dashboard.Resources> ResourceTrends,
    Dashboard.Before? Previous)
{
    /// <summary>The newest runs.</summary>
    public IReadOnlyList<RunRecord> RecentRecords { get; init; } = [];

    /// <summary>As somebody may see it. A single run is one person's, and what error texts have in common is part of error texts.</summary>
    public Dashboard For(bool admin) => admin ? this : this with { ErrorAnalysis = [], RecentRecords = [] };

    internal sealed record OfApp(string App, long Count);

    internal sealed record OfOs(string Os, long Count);

    internal sealed record OfMethod(string Method, long Count);

    internal sealed record OfVersion(string Version, long Count);

    internal sealed record OfType(string Type, long Count);

    internal sealed record OfPattern(string Pattern, long Count, long UniqueApps, string Apps);

    internal sealed record FailedApp(string App, string Type, long TotalCount, long FailedCount, double FailureRate);

    internal sealed record Day(DateOnly Date, long Success, long Failed, long Aborted);

    internal sealed record OfGpu(string Vendor, string Passthrough, long Count);

    internal sealed record OfCategory(string Category, long Count);

    internal sealed record OfTool(string Tool, long Count);

    internal sealed record OfAddon(string Addon, long Count);

    internal sealed record Resources(DateOnly Date, long Runs, double AvgCores, double AvgRamMb, double AvgDiskGb);

    /// <summary>The runs of as many days before; there is none where none began.</summary>
    internal sealed record Before(
        long TotalInstalls,
        long SuccessCount,
        long FailedCount,
        long AbortedCount,
        long InstallingCount,
        double SuccessRate,
        double AvgInstallDuration);
}

/// <summary>Runs of a fork.</summary>
internal sealed record SlugCount(string Slug, long Count);
