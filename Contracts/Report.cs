namespace Telemetry.Contracts;

/// <summary>What every accepted report has in common, whatever protocol it came by.</summary>
public abstract record Report
{
    /// <summary>The instance that it is about; proven by its signature where the protocol signs.</summary>
    public required Guid InstanceId { get; init; }

    /// <summary>When Ingestion had it whole (UTC).</summary>
    public required DateTimeOffset ReceivedAt { get; init; }
}
