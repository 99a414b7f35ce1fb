namespace Telemetry.Contracts;

/// <summary>
/// One group commit: everything that Ingestion accepted while it waited for the broker's last confirm. The senders were answered
/// after the broker had this message on disk.
/// </summary>
public sealed record ReportsAccepted
{
    /// <summary>Names the batch, so that a redelivery of the whole is told from a client that sends again.</summary>
    public required Guid BatchId { get; init; }

    /// <summary>Instances that are new or have changed.</summary>
    public IReadOnlyList<InstanceChanged> Instances { get; init; } = [];

    /// <summary>Metric snapshots.</summary>
    public IReadOnlyList<SnapshotReceived> Snapshots { get; init; } = [];
}
