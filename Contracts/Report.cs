namespace Telemetry.Contracts;

/// <summary>What every accepted report has in common, whatever protocol it came by.</summary>
public abstract record Report
{
    /// <summary>When Ingestion had it whole (UTC).</summary>
    public required DateTimeOffset ReceivedAt { get; init; }
}
