namespace Telemetry.Aggregation.Runs;

/// <summary>How far a run is.</summary>
public static class RunStatus
{
    /// <summary>It began.</summary>
    public const string Installing = "installing";

    /// <summary>It checks what it was asked for.</summary>
    public const string Validation = "validation";

    /// <summary>It sets up what it has made.</summary>
    public const string Configuring = "configuring";

    /// <summary>It did what it should.</summary>
    public const string Success = "success";

    /// <summary>It did not.</summary>
    public const string Failed = "failed";

    /// <summary>Somebody stopped it.</summary>
    public const string Aborted = "aborted";

    /// <summary>Nobody knows how it ended.</summary>
    public const string Unknown = "unknown";

    /// <summary>Whether a run is over with it.</summary>
    public static bool IsOutcome(string status) => status is Unknown || IsReal(status);

    /// <summary>Whether a run is over and it is known how.</summary>
    public static bool IsReal(string status) => status is Success or Failed or Aborted;

    /// <summary>Whether it is counted among the failures, which have a category and a pattern.</summary>
    public static bool IsFailure(string status) => status is Failed or Aborted;
}
