namespace Telemetry.Dashboard.Api;

/// <summary>The starts of some days. Lists begin with the most frequent, that of days with the oldest; times are milliseconds, 0 for none.</summary>
internal sealed record StartSeries
{
    /// <summary>All of them.</summary>
    public long TotalDeployments { get; init; }

    /// <summary>Those of all days.</summary>
    public long TotalAllTime { get; init; }

    /// <summary>Different ids that started for the first time. Most clients make up a new one for each start.</summary>
    public long UniqueInstances { get; init; }

    /// <summary>The mean until readiness.</summary>
    public double AvgStartupTimeMs { get; init; }

    /// <summary>95 of 100 starts took no longer.</summary>
    public double P95StartupTimeMs { get; init; }

    /// <summary>A day each, without gaps.</summary>
    public IReadOnlyList<OfDay> DailyStats { get; init; } = [];

    /// <summary>By the image's version.</summary>
    public IReadOnlyList<OfVersion> Versions { get; init; } = [];

    /// <summary>By architecture.</summary>
    public IReadOnlyList<OfArchitecture> Architectures { get; init; } = [];

    /// <summary>By container runtime.</summary>
    public IReadOnlyList<OfRuntime> ContainerRuntimes { get; init; } = [];

    /// <summary>By database.</summary>
    public IReadOnlyList<OfDatabase> DbTypes { get; init; } = [];

    /// <summary>As many days before; null where there were no starts.</summary>
    public Before? Previous { get; init; }

    /// <summary>A day's starts.</summary>
    internal sealed record OfDay(DateOnly Date, long Starts, long Instances, double AvgStartupTimeMs, double P95StartupTimeMs);

    /// <summary>Starts of a version.</summary>
    internal sealed record OfVersion(string? Version, long Count);

    /// <summary>Starts on an architecture.</summary>
    internal sealed record OfArchitecture(string? Architecture, long Count);

    /// <summary>Starts by a runtime.</summary>
    internal sealed record OfRuntime(string? ContainerRuntime, long Count);

    /// <summary>Starts beside a database.</summary>
    internal sealed record OfDatabase(string? DbType, long Count);

    /// <summary>Sums of the days before.</summary>
    internal sealed record Before(long TotalDeployments, long UniqueInstances, double AvgStartupTimeMs);
}

/// <summary>A start of a container.</summary>
internal sealed record Start(
    long Id, string? InstanceId, string? ImageVersion, string? Architecture, string? ContainerRuntime, decimal StartupTimeMs, DateTimeOffset? CreatedAt);
