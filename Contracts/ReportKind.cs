namespace Telemetry.Contracts;

/// <summary>The kinds of reports by name, as in metrics, the account and quarantine.</summary>
public static class ReportKind
{
    /// <summary>The kind of <see cref="InstanceChanged"/>.</summary>
    public const string Instance = "instance";

    /// <summary>The kind of <see cref="SnapshotReceived"/>.</summary>
    public const string Snapshot = "snapshot";

    /// <summary>The kind of <see cref="RunReported"/>.</summary>
    public const string Run = "run";

    /// <summary>The kind of <see cref="StartReported"/>.</summary>
    public const string Start = "start";

    /// <summary>The kind of <see cref="PostRefused"/>.</summary>
    public const string Refused = "refused";

    /// <summary>The name of a report's kind.</summary>
    public static string Of(Report report) => report switch
    {
        InstanceChanged => Instance,
        SnapshotReceived => Snapshot,
        RunReported => Run,
        StartReported => Start,
        PostRefused => Refused,
        _ => throw new ArgumentException($"no kind for {report.GetType().Name}", nameof(report)),
    };
}
