namespace Telemetry.Contracts;

/// <summary>The kinds of steps.</summary>
public enum IncidentStepKind
{
    /// <summary>The rule began to fire.</summary>
    Opened,

    /// <summary>The rule still fires, and the value is worse than at the last notification.</summary>
    Worsened,

    /// <summary>The rule no longer fires.</summary>
    Ended,
}
