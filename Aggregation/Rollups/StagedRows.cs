namespace Telemetry.Aggregation.Rollups;

/// <summary>The rows in the staging tables (staging.create.sql).</summary>
[Flags]
internal enum StagedRows
{
    /// <summary>The tables are empty.</summary>
    None = 0,

    /// <summary>Changes of instances.</summary>
    Instances = 1,

    /// <summary>Deletions among the changes of instances.</summary>
    Deletions = 2,

    /// <summary>Snapshots.</summary>
    Snapshots = 4,

    /// <summary>Snapshots so old that their hours and days may have been pruned.</summary>
    OldSnapshots = 8,

    /// <summary>Runs that changed.</summary>
    Runs = 16,

    /// <summary>Starts.</summary>
    Starts = 32,

    /// <summary>Posts that Ingestion could not read.</summary>
    RefusedPosts = 64,
}
