namespace Telemetry.Aggregation.Runs;

internal static class RunStatus
{
    public const string Installing = "installing";
    public const string Validation = "validation";
    public const string Configuring = "configuring";
    public const string Success = "success";
    public const string Failed = "failed";
    public const string Aborted = "aborted";

    /// <summary>The outcome of a run whose end no post has reported.</summary>
    public const string Unknown = "unknown";

    public static bool IsOutcome(string status) => status is Unknown || IsReal(status);

    public static bool IsReal(string status) => status is Success or Failed or Aborted;

    public static bool IsFailure(string status) => status is Failed or Aborted;
}
