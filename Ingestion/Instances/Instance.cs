namespace Telemetry.Ingestion.Instances;

/// <summary>Texts that were not sent are "".</summary>
internal sealed record Instance
{
    public required Guid Id { get; init; }

    /// <summary>32 bytes; empty for a deleted instance.</summary>
    public required byte[] PublicKey { get; init; }

    public required InstanceStatus Status { get; init; }

    public required ApplicationName Application { get; init; }

    public required string Version { get; init; }

    public required string DeploymentMode { get; init; }

    public required string Environment { get; init; }

    public required string OsArch { get; init; }

    /// <summary>The time of the first registration (UTC).</summary>
    public required DateTimeOffset RegisteredAt { get; init; }

    /// <summary>Grows with each change.</summary>
    public required long Revision { get; init; }

    public InstanceChanged ToReport(DateTimeOffset now) => new()
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
