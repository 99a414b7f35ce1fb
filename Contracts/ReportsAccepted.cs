using System.Text.Json.Serialization;

namespace Telemetry.Contracts;

/// <summary>
/// One group commit: everything that Ingestion accepted while it waited for the broker's last confirm. The senders were answered
/// after the broker had this message on disk.
/// </summary>
public sealed record ReportsAccepted
{
    /// <summary>Names the batch, so that a redelivery of the whole is told from a client that sends again.</summary>
    public required Guid BatchId { get; init; }

    /// <summary>What its publisher has accepted up to here; null: it does not keep count.</summary>
    public PublisherAccount? Account { get; init; }

    /// <summary>Instances that are new or have changed.</summary>
    public IReadOnlyList<InstanceChanged> Instances { get; init; } = [];

    /// <summary>Metric snapshots.</summary>
    public IReadOnlyList<SnapshotReceived> Snapshots { get; init; } = [];

    /// <summary>What scripts told of their runs.</summary>
    public IReadOnlyList<RunReported> Runs { get; init; } = [];

    /// <summary>Container starts.</summary>
    public IReadOnlyList<StartReported> Starts { get; init; } = [];

    /// <summary>Posts that could not be read.</summary>
    public IReadOnlyList<PostRefused> Refused { get; init; } = [];

    /// <summary>All of them: changes of instances first, so that snapshots find their instance.</summary>
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
