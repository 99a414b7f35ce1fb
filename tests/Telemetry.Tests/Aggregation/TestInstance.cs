namespace Telemetry.Tests.Aggregation;

/// <summary>Creates the messages that Ingestion publishes for an instance.</summary>
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

    /// <summary>A change of the status, with a revision higher than all before.</summary>
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

    /// <summary>Registers again with another application or version.</summary>
    public InstanceChanged Upgrades(string? app = null, string? version = null)
    {
        Application = app is null ? Application : Named(app);
        Version = version ?? Version;
        return Becomes(InstanceStatus.Active);
    }

    /// <summary>A snapshot with a time before now.</summary>
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
