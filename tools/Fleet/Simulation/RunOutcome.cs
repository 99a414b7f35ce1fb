namespace Telemetry.Fleet.Simulation;

/// <summary>How a run ended, as it should be counted.</summary>
public enum RunOutcome
{
    /// <summary>It has not told yet.</summary>
    Open,

    /// <summary>Well.</summary>
    Success,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>Somebody interrupted it.</summary>
    Aborted,
}

/// <summary>One post of a run.</summary>
/// <param name="Body">The exact bytes.</param>
/// <param name="Outcome">How the run stands after it.</param>
public sealed record RunPost(byte[] Body, RunOutcome Outcome);
