namespace Telemetry.Contracts;

/// <summary>The common part of accepted reports of all protocols.</summary>
public abstract record Report
{
    /// <summary>The time at which Ingestion had the whole report (UTC).</summary>
    public required DateTimeOffset ReceivedAt { get; init; }
}
