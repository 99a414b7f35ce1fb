namespace Telemetry.Contracts;

/// <summary>
/// The reports that one process of Ingestion has accepted since its start, including the batch with which this is published. The highest
/// totals count, so the order of batches does not matter, and a lost batch shows in the totals of the next one.
/// </summary>
public sealed record PublisherAccount
{
    /// <summary>Each start of a process has another id.</summary>
    public required Guid PublisherId { get; init; }

    /// <summary>Reports by kind (<see cref="ReportKind"/>); never decreases.</summary>
    public required IReadOnlyDictionary<string, long> Accepted { get; init; }
}
