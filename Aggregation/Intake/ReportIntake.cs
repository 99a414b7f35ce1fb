using System.Diagnostics;
using Telemetry.Aggregation.Cache;
using Telemetry.Aggregation.Observability;
using Telemetry.ServiceDefaults.Batching;

namespace Telemetry.Aggregation.Intake;

/// <summary>
/// Groups messages: those that arrive during one transaction share the next one. Most of a transaction's cost does not depend on its size,
/// so many small messages are stored as fast as few large ones.
/// </summary>
internal sealed class ReportIntake(ReportStore store, DataStamp stamp, AggregationMetrics metrics)
    : GroupCommit<ReportsAccepted, bool>(Limits, AggregationMetrics.Source, "store reports", metrics.QueueWait)
{
    // The weight of a message is its number of reports. The broker's prefetch (ReportsConsumerDefinition) bounds the waiting messages.
    private static readonly GroupLimits Limits = new(
        MaxItems: ReportsConsumerDefinition.Prefetched, MaxWeight: 2_000, MaxWaiting: long.MaxValue, TimeSpan.FromSeconds(60));

    /// <summary>Waits until the message is committed and the cache is invalidated.</summary>
    /// <exception cref="Npgsql.NpgsqlException">The database is unavailable or overloaded; nothing is stored.</exception>
    /// <exception cref="UnavailableException">The deadline has passed or the service stops; it may be stored or not, and may be
    /// repeated.</exception>
    public Task StoreAsync(ReportsAccepted message, CancellationToken cancellationToken) => AddAsync(message, cancellationToken);

    protected override int Weigh(ReportsAccepted item) => Math.Max(1, item.All.Count());

    protected override async Task<IReadOnlyList<bool>> CommitAsync(
        IReadOnlyList<ReportsAccepted> items, CancellationToken cancellationToken)
    {
        Activity.Current?.SetTag("messaging.batch.message_count", items.Count);
        await store.StoreAsync(items, cancellationToken);
        await stamp.InvalidateAsync();
        return [.. items.Select(_ => true)];
    }
}
