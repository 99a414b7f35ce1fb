namespace Telemetry.Contracts;

/// <summary>
/// What one process of Ingestion has accepted since it started, as it stood when it published a batch: that batch included. The highest
/// one counts, so the total does not depend on the order of batches, and a batch that is lost on the way shows in the next one's.
/// </summary>
public sealed record PublisherAccount
{
    /// <summary>Another one for each start of a process.</summary>
    public required Guid PublisherId { get; init; }

    /// <summary>Reports by kind (<see cref="ReportKind"/>); never falls.</summary>
    public required IReadOnlyDictionary<string, long> Accepted { get; init; }
}
