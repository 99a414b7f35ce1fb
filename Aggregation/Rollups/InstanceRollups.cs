namespace Telemetry.Aggregation.Rollups;

/// <summary>Instances and snapshots share the rollups of the current state (<c>Instances/*.sql</c>).</summary>
internal static class InstanceRollups
{
    private const StagedRows Both = StagedRows.Instances | StagedRows.Snapshots;

    /// <summary>Returns the number of changes that are newer than the stored revision.</summary>
    public static RollupStep Changes { get; } = new("instance_changes.insert", StagedRows.Instances, returnsCount: true);

    /// <summary>Returns the number of snapshots whose instance is deleted.</summary>
    public static RollupStep SnapshotsOfDeleted { get; } = new("quarantine.insert_deleted", StagedRows.Snapshots, returnsCount: true);

    /// <summary>Returns the number of new snapshots.</summary>
    public static RollupStep Snapshots { get; } = new("snapshots.insert", StagedRows.Snapshots, returnsCount: true);

    /// <summary>Returns the number of counted instances that have become inactive, at most 1,000.</summary>
    public static RollupStep Inactive { get; } = new("affected_instances.insert_inactive", StagedRows.None, returnsCount: true);

    public static IReadOnlyList<RollupStep> Steps { get; } =
    [
        new("affected_instances.insert", Both),
        new("instances_before.insert", Both),
        Changes,
        new("instance_statuses.insert", StagedRows.Instances),
        new("instances.delete", StagedRows.Deletions),
        new("deleted_instances.delete", StagedRows.Instances),
        new("instances.upsert", StagedRows.Instances),
        new("instance_states.upsert", StagedRows.Instances),
        SnapshotsOfDeleted,
        new("instances.insert_unregistered", StagedRows.Snapshots),
        new("applications.insert", Both),
        Snapshots,
        new("instance_days.restore", StagedRows.OldSnapshots),
        new("changed_days.insert", StagedRows.Snapshots),
        new("presence_deltas.subtract", StagedRows.Snapshots),
        new("version_days.upsert", StagedRows.Snapshots),
        new("presence_deltas.add", StagedRows.Snapshots),
        new("presence_days.upsert", Both),
        new("version_presence_days.upsert", Both),
        MetricBuckets("hour", bucket: "date_trunc('hour', taken_at, 'UTC')", start: "hour", recent: "and hour > now() - interval '8 days'"),
        MetricBuckets("day", bucket: "(taken_at at time zone 'UTC')::date", start: "day::timestamp at time zone 'UTC'", recent: ""),
        new("app_hours.upsert", StagedRows.Snapshots),
        new("instance_states.update", StagedRows.Snapshots),
        new("instance_states.update_counted", Both),
        new("app_days.upsert_introduced", StagedRows.Instances),
        .. CurrentState(Both),
    ];

    public static IReadOnlyList<RollupStep> InactivitySteps { get; } =
    [
        Inactive,
        new("instances_before.insert", StagedRows.None),
        new("instance_states.update_counted", StagedRows.None),
        .. CurrentState(StagedRows.None),
    ];

    // "recent" limits the buckets whose quantiles are computed again: no response has older hours (Maintenance/Partitions).
    private static RollupStep MetricBuckets(string unit, string bucket, string start, string recent) => new(
        "metric_buckets.upsert",
        StagedRows.Snapshots,
        placeholders: [("unit", unit), ("bucket", bucket), ("start", start), ("recent", recent)]);

    private static IEnumerable<RollupStep> CurrentState(StagedRows reads) =>
    [
        new("instance_deltas.insert", reads),
        new("app_counts.upsert", reads),
        new("app_versions.upsert", reads),
        new("app_values.upsert", reads),
        new("current_metrics.upsert", reads),
    ];
}
