namespace Telemetry.Aggregation.Rollups;

/// <summary>The rows in the staging tables (staging.create.sql).</summary>
[Flags]
internal enum StagedRows
{
    None = 0,

    Instances = 1,

    /// <summary>Deletions among the changes of instances.</summary>
    Deletions = 2,

    Snapshots = 4,

    /// <summary>Snapshots so old that their hours and days may have been pruned.</summary>
    OldSnapshots = 8,

    Runs = 16,

    Starts = 32,

    RefusedPosts = 64,
}
