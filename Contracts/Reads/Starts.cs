namespace Telemetry.Contracts.Reads;

/// <summary>
/// The starts of containers on the last days. The list of days is without gaps and begins with the oldest. Instances are counted on the
/// day of their first start. Times are milliseconds, 0 for none; the 95th percentile is at most 1.6 % off.
/// </summary>
public sealed record StartSeries
{
    public long TotalDeployments { get; init; }

    public long TotalAllTime { get; init; }

    public long UniqueInstances { get; init; }

    [SuppressedWith(nameof(TotalDeployments))]
    public double AvgStartupTimeMs { get; init; }

    [SuppressedWith(nameof(TotalDeployments))]
    public double P95StartupTimeMs { get; init; }

    public IReadOnlyList<StartDay> DailyStats { get; init; } = [];

    public IReadOnlyList<VersionCount> Versions { get; init; } = [];

    public IReadOnlyList<ArchitectureCount> Architectures { get; init; } = [];

    public IReadOnlyList<RuntimeCount> ContainerRuntimes { get; init; } = [];

    public IReadOnlyList<DatabaseCount> DbTypes { get; init; } = [];

    /// <summary>As many days before; null: there were no starts.</summary>
    public PreviousStarts? Previous { get; init; }
}

/// <summary>A day's starts.</summary>
public sealed record StartDay
{
    public DateOnly Date { get; init; }

    public long Starts { get; init; }

    public long Instances { get; init; }

    [SuppressedWith(nameof(Starts))]
    public double AvgStartupTimeMs { get; init; }

    [SuppressedWith(nameof(Starts))]
    public double P95StartupTimeMs { get; init; }
}

public sealed record PreviousStarts
{
    public long TotalDeployments { get; init; }

    public long UniqueInstances { get; init; }

    [SuppressedWith(nameof(TotalDeployments))]
    public double AvgStartupTimeMs { get; init; }
}

/// <summary>The starts of all time.</summary>
public sealed record StartSums
{
    public long TotalDeployments { get; init; }

    public long UniqueInstances { get; init; }

    public IReadOnlyList<ArchitectureCount> ArchitectureBreakdown { get; init; } = [];

    public IReadOnlyList<VersionCount> VersionBreakdown { get; init; } = [];

    [SuppressedWith(nameof(TotalDeployments))]
    public double AvgStartupTimeMs { get; init; }
}

/// <summary>A start of a container.</summary>
public sealed record Start(
    long Id, string InstanceId, string ImageVersion, string Architecture, string ContainerRuntime, ulong StartupTimeMs, DateTime CreatedAt);
