namespace Telemetry.Dashboard.Api;

/// <summary>Aggregation's read API: starts of containers. Each method asks once; all throw <see cref="ServiceUnavailableException"/> when it is away.</summary>
/// <param name="http">Its base address is Aggregation's.</param>
/// <param name="age">Learns how old the answers are.</param>
public sealed class StartApi(HttpClient http, PageAge age)
{
    /// <summary>The sums of all time.</summary>
    public async Task<StartSums> SumsAsync(CancellationToken cancellationToken) =>
        (await http.ReadAsync<StartSums>(age, "/metrics", cancellationToken)).Expect("sums of starts");

    /// <summary>The newest ones, newest first.</summary>
    public async Task<IReadOnlyList<Start>> NewestAsync(CancellationToken cancellationToken) =>
        (await http.ReadAsync<Start[]>(age, "/deployments", cancellationToken)).Expect("list of starts");
}

/// <summary>Starts of all time. Lists begin with the most frequent.</summary>
public sealed record StartSums
{
    /// <summary>All starts.</summary>
    public long TotalDeployments { get; init; }

    /// <summary>Different ids among them. Most clients make up a new one for each start.</summary>
    public long UniqueInstances { get; init; }

    /// <summary>By architecture.</summary>
    public IReadOnlyList<OfArchitecture> ArchitectureBreakdown { get; init; } = [];

    /// <summary>By the image's version.</summary>
    public IReadOnlyList<OfVersion> VersionBreakdown { get; init; } = [];

    /// <summary>Milliseconds.</summary>
    public double AvgStartupTimeMs { get; init; }

    /// <summary>Starts on an architecture.</summary>
    public sealed record OfArchitecture(string? Architecture, long Count);

    /// <summary>Starts of a version.</summary>
    public sealed record OfVersion(string? Version, long Count);
}

/// <summary>A start of a container.</summary>
public sealed record Start(
    long Id, string? InstanceId, string? ImageVersion, string? Architecture, string? ContainerRuntime, decimal StartupTimeMs, DateTimeOffset? CreatedAt);
