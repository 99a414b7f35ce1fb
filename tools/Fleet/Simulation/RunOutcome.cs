namespace Telemetry.Fleet.Simulation;

internal enum RunOutcome
{
    /// <summary>No final post yet.</summary>
    Open,

    Success,

    Failed,

    /// <summary>Interrupted by a person.</summary>
    Aborted,
}

/// <summary>The outcome of the run after this post.</summary>
internal sealed record RunPost(byte[] Body, RunOutcome Outcome);
