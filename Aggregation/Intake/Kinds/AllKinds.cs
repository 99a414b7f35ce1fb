using Telemetry.Contracts;

namespace Telemetry.Aggregation.Intake.Kinds;

/// <summary>The kinds there are.</summary>
internal static class AllKinds
{
    private static readonly Dictionary<string, Kind> ByName =
        new Kind[] { new InstanceKind(), new SnapshotKind(), new RunKind(), new StartKind(), new RefusedKind() }.ToDictionary(kind => kind.Name);

    /// <summary>A report's kind.</summary>
    public static Kind Of(Report report) => ByName[ReportKind.Of(report)];
}
