namespace Telemetry.Contracts;

/// <summary>What happens to an incident.</summary>
public enum IncidentStepKind
{
    /// <summary>A rule began to hold.</summary>
    Opened,

    /// <summary>It holds, and by more than when it was last told.</summary>
    Worsened,

    /// <summary>It no longer holds.</summary>
    Ended,
}
