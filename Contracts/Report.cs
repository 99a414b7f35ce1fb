namespace Telemetry.Contracts;

/// <summary>The common part of accepted reports of all protocols.</summary>
public abstract record Report
{
    /// <summary>When Ingestion had it whole (UTC).</summary>
    public required DateTimeOffset ReceivedAt { get; init; }
}
