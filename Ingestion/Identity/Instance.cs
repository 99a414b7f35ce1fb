using Telemetry.Contracts;

namespace Telemetry.Ingestion.Identity;

/// <summary>An instance as it is stored.</summary>
public sealed record Instance
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>32 bytes; none once it is deleted.</summary>
    public required byte[] PublicKey { get; init; }

    /// <summary>Whether its reports count.</summary>
    public required InstanceStatus Status { get; init; }

    /// <summary>The application it belongs to.</summary>
    public required ApplicationName Application { get; init; }

    /// <summary>The application's version, or "".</summary>
    public required string Version { get; init; }

    /// <summary>For example "docker", or "".</summary>
    public required string DeploymentMode { get; init; }

    /// <summary>For example "production", or "".</summary>
    public required string Environment { get; init; }

    /// <summary>For example "linux/amd64", or "".</summary>
    public required string OsArch { get; init; }

    /// <summary>When it registered for the first time (UTC).</summary>
    public required DateTimeOffset RegisteredAt { get; init; }

    /// <summary>Grows with each change.</summary>
    public required long Revision { get; init; }

    /// <summary>Its whole state, for whoever holds a copy.</summary>
    public InstanceChanged Tell(DateTimeOffset now) => new()
    {
        InstanceId = Id,
        ReceivedAt = now,
        Revision = Revision,
        Status = Status,
        Application = Application,
        Version = Version,
        DeploymentMode = DeploymentMode,
        Environment = Environment,
        OsArch = OsArch,
        RegisteredAt = RegisteredAt,
    };
}
