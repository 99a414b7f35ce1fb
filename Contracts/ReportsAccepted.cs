using System.Text.Json.Serialization;

namespace Telemetry.Contracts;

/// <summary>
/// One group commit: all reports that Ingestion accepted while it waited for the broker's previous confirm. The senders got their responses
/// after the broker had this message on disk.
/// </summary>
public sealed record ReportsAccepted
{
    /// <summary>
    /// Identifies the batch: a redelivered batch is a duplicate as a whole, reports that clients repeat are duplicates one by one.
    /// </summary>
    public required Guid BatchId { get; init; }

    /// <summary>The publisher's totals including this batch; null for a publisher without totals.</summary>
    public PublisherAccount? Account { get; init; }

    /// <summary>Instances that are new or have changed.</summary>
    public IReadOnlyList<InstanceChanged> Instances { get; init; } = [];

    /// <summary>Metric snapshots.</summary>
    public IReadOnlyList<SnapshotReceived> Snapshots { get; init; } = [];

    /// <summary>Posts of scripts about their runs.</summary>
    public IReadOnlyList<RunReported> Runs { get; init; } = [];

    /// <summary>Container starts.</summary>
    public IReadOnlyList<StartReported> Starts { get; init; } = [];

    /// <summary>Posts that could not be read.</summary>
    public IReadOnlyList<PostRefused> Refused { get; init; } = [];

    /// <summary>All reports. Changes of instances are first, so that snapshots find their instance.</summary>
    [JsonIgnore]
    public IEnumerable<Report> All => [.. Instances, .. Snapshots, .. Runs, .. Starts, .. Refused];

    /// <summary>A batch of reports of any kinds.</summary>
    public static ReportsAccepted Of(Guid batchId, IReadOnlyCollection<Report> reports) => new()
    {
        BatchId = batchId,
        Instances = [.. reports.OfType<InstanceChanged>()],
        Snapshots = [.. reports.OfType<SnapshotReceived>()],
        Runs = [.. reports.OfType<RunReported>()],
        Starts = [.. reports.OfType<StartReported>()],
        Refused = [.. reports.OfType<PostRefused>()],
    };
}
