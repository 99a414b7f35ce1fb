namespace Telemetry.Contracts;

/// <summary>A report about an instance, whose signature proved it where the protocol signs.</summary>
public abstract record InstanceReport : Report
{
    /// <summary>The instance that it is about.</summary>
    public required Guid InstanceId { get; init; }
}
