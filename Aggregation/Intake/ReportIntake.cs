using System.Diagnostics;
using Telemetry.Aggregation.Cache;
using Telemetry.Aggregation.Observability;
using Telemetry.Contracts;
using Telemetry.ServiceDefaults.Batching;

namespace Telemetry.Aggregation.Intake;

/// <summary>
/// Stores together what waits together: the messages that arrive while one transaction is at work share the next one. Most of a
/// transaction's cost does not depend on its size, so a queue of many small messages is worked off as fast as one of few large ones.
/// </summary>
public sealed class ReportIntake(ReportStore store, DataStamp stamp, AggregationMetrics metrics)
    : GroupCommit<ReportsAccepted, bool>(Limits, AggregationMetrics.Source, "store reports", metrics.QueueWait)
{
    // Weights are reports. What waits is bounded by the broker's prefetch (ReportsConsumerDefinition), not here.
    private static readonly GroupLimits Limits = new(
        MostItems: ReportsConsumerDefinition.Prefetched, MostWeight: 2_000, MostWaiting: long.MaxValue, TimeSpan.FromSeconds(60));

    /// <summary>Waits until the batch is committed, and the cache knows that there is something new.</summary>
    /// <exception cref="Npgsql.NpgsqlException">The database is away or overloaded; nothing is stored.</exception>
    /// <exception cref="UnavailableException">It took too long, or the service stops: stored or not, it may be repeated.</exception>
    public Task StoreAsync(ReportsAccepted batch, CancellationToken cancellationToken) => AddAsync(batch, cancellationToken);

    /// <inheritdoc/>
    protected override int Weigh(ReportsAccepted item) => Math.Max(1, item.All.Count());

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<bool>> CommitAsync(IReadOnlyList<ReportsAccepted> items, CancellationToken cancellationToken)
    {
        Activity.Current?.SetTag("messaging.batch.message_count", items.Count);
        await store.StoreAsync(items, cancellationToken);
        await stamp.ChangeAsync();
        return [.. items.Select(_ => true)];
    }
}
