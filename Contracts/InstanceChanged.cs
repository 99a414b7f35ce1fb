namespace Telemetry.Contracts;

/// <summary>
/// An instance was registered, activated, approved, revoked, upgraded or deleted. The report carries the whole state: a consumer keeps the
/// one with the highest <see cref="Revision"/>, and needs neither order nor exactly-once delivery.
/// </summary>
public sealed record InstanceChanged : InstanceReport
{
    /// <summary>Grows with each change of any instance, also over a deletion and a new registration of the same id.</summary>
    public required long Revision { get; init; }

    /// <summary>The state after the change.</summary>
    public required InstanceStatus Status { get; init; }

    /// <summary>The instance's application.</summary>
    public required ApplicationName Application { get; init; }

    /// <summary>The application's version at the instance's last registration, or "".</summary>
    public string Version { get; init; } = "";

    /// <summary>For example "docker", or "".</summary>
    public string DeploymentMode { get; init; } = "";

    /// <summary>For example "production", or "".</summary>
    public string Environment { get; init; } = "";

    /// <summary>For example "linux/amd64", or "".</summary>
    public string OsArch { get; init; } = "";

    /// <summary>The time of the first registration (UTC).</summary>
    public required DateTimeOffset RegisteredAt { get; init; }
}
