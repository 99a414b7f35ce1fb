namespace Telemetry.Contracts;

/// <summary>A report about an instance. Where the protocol has signatures, the instance's was verified.</summary>
public abstract record InstanceReport : Report
{
    /// <summary>The subject of the report.</summary>
    public required Guid InstanceId { get; init; }
}
