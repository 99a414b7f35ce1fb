namespace Telemetry.Fleet.Simulation;

/// <summary>The outcome to count.</summary>
internal enum RunOutcome
{
    /// <summary>No final post yet.</summary>
    Open,

    Success,

    Failed,

    /// <summary>Interrupted by a person.</summary>
    Aborted,
}

/// <param name="Body">The exact bytes.</param>
/// <param name="Outcome">The outcome of the run after this post.</param>
internal sealed record RunPost(byte[] Body, RunOutcome Outcome);
