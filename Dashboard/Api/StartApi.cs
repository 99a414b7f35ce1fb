using System.Globalization;

namespace Telemetry.Dashboard.Api;

/// <summary>Aggregation's read API: starts of containers. Each method asks once; all throw <see cref="ServiceUnavailableException"/> when it is away.</summary>
/// <param name="http">Its base address is Aggregation's.</param>
/// <param name="age">Learns how old the answers are.</param>
public sealed class StartApi(HttpClient http, PageAge age)
{
    /// <summary>Those of the last days (UTC), today included: 1 to 365.</summary>
    public async Task<StartSeries> SeriesAsync(int days, CancellationToken cancellationToken) =>
        (await http.ReadAsync<StartSeries>(age, string.Create(CultureInfo.InvariantCulture, $"/api/v1/admin/starts?days={days}"), cancellationToken)).Expect("starts by day");

    /// <summary>The newest ones, newest first; for the admin alone.</summary>
    public async Task<IReadOnlyList<Start>> NewestAsync(CancellationToken cancellationToken) =>
        (await http.ReadAsync<Start[]>(age, "/deployments", cancellationToken)).Expect("list of starts");
}

/// <summary>The starts of some days. Lists begin with the most frequent, that of days with the oldest; times are milliseconds, 0 for none.</summary>
public sealed record StartSeries
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
    public sealed record OfDay(DateOnly Date, long Starts, long Instances, double AvgStartupTimeMs, double P95StartupTimeMs);

    /// <summary>Starts of a version.</summary>
    public sealed record OfVersion(string? Version, long Count);

    /// <summary>Starts on an architecture.</summary>
    public sealed record OfArchitecture(string? Architecture, long Count);

    /// <summary>Starts by a runtime.</summary>
    public sealed record OfRuntime(string? ContainerRuntime, long Count);

    /// <summary>Starts beside a database.</summary>
    public sealed record OfDatabase(string? DbType, long Count);

    /// <summary>Sums of the days before.</summary>
    public sealed record Before(long TotalDeployments, long UniqueInstances, double AvgStartupTimeMs);
}

/// <summary>A start of a container.</summary>
public sealed record Start(
    long Id, string? InstanceId, string? ImageVersion, string? Architecture, string? ContainerRuntime, decimal StartupTimeMs, DateTimeOffset? CreatedAt);
