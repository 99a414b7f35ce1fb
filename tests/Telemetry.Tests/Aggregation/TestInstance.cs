namespace Telemetry.Tests.Aggregation;

/// <summary>An instance as Ingestion tells of it.</summary>
public sealed class TestInstance
{
    private static long _revision;

    public TestInstance(string app = "Ghost", string version = "1.0.0")
    {
        Application = Named(app);
        Version = version;
    }

    public Guid Id { get; } = Guid.NewGuid();

    public ApplicationName Application { get; private set; }

    public string Version { get; private set; }

    public DateTimeOffset RegisteredAt { get; init; } = Now.AddDays(-1);

    public static DateTimeOffset Now => DateTimeOffset.UtcNow;

    public static ApplicationName Named(string app) => new(app.ToLowerInvariant().Replace(' ', '-'), app);

    /// <summary>A change of its state, newer than every one before.</summary>
    public InstanceChanged Becomes(InstanceStatus status) => new()
    {
        InstanceId = Id,
        ReceivedAt = Now,
        Revision = Interlocked.Increment(ref _revision),
        Status = status,
        Application = Application,
        Version = Version,
        DeploymentMode = "docker",
        Environment = "production",
        OsArch = "linux/amd64",
        RegisteredAt = RegisteredAt,
    };

    /// <summary>It registers again, as something else.</summary>
    public InstanceChanged Upgrades(string? app = null, string? version = null)
    {
        Application = app is null ? Application : Named(app);
        Version = version ?? Version;
        return Becomes(InstanceStatus.Active);
    }

    /// <summary>A snapshot that it took some time ago.</summary>
    /// <param name="metrics">JSON.</param>
    /// <param name="ago">Now, if not given.</param>
    public SnapshotReceived Sends(string metrics, TimeSpan ago = default) => new()
    {
        InstanceId = Id,
        ReceivedAt = Now,
        Digest = Guid.NewGuid(),
        Timestamp = Now - ago,
        Application = Application,
        Version = Version,
        Metrics = JsonDocument.Parse(metrics).RootElement,
    };
}
