using System.Diagnostics;
using System.Runtime.InteropServices;
using MassTransit;
using Telemetry.ServiceDefaults.Batching;

namespace Telemetry.Ingestion.Queue;

/// <summary>Publishes reports in group commits: an awaited report is on the broker's disk.</summary>
internal sealed partial class ReportPublisher(IBus bus, IngestionMetrics metrics, ILogger<ReportPublisher> logger, AcceptedCounts accepted)
    : GroupCommit<OutgoingReport, Guid>(Limits, IngestionMetrics.Source, "publish reports", metrics.QueueWait)
{
    // Weights are bytes of request bodies; a parsed body takes up to seven times its size in memory.
    private static readonly GroupLimits Limits = new(
        MaxItems: 500, MaxWeight: 256 * 1024, MaxWaiting: 16 * 1024 * 1024, TimeSpan.FromSeconds(3));

    // The weight of a report besides its body.
    private const int EnvelopeBytes = 500;

    /// <summary>
    /// Waits until the broker has the report on disk, and returns the id of its batch. After an <see cref="UnavailableException"/> the
    /// report may be on disk or not, and may be sent again. The length is the request body's, in bytes.
    /// </summary>
    public Task<Guid> PublishAsync(Report report, int bodyLength, CancellationToken cancellationToken) =>
        AddAsync(new OutgoingReport(report, bodyLength), cancellationToken);

    protected override int Weigh(OutgoingReport item) => EnvelopeBytes + item.BodyLength;

    protected override async Task<IReadOnlyList<Guid>> CommitAsync(IReadOnlyList<OutgoingReport> items, CancellationToken cancellationToken)
    {
        var counts = items.CountBy(item => ReportKind.Of(item.Report)).ToDictionary();
        var batch = ReportsAccepted.Of(Guid.CreateVersion7(), [.. items.Select(item => item.Report)]) with
        {
            Account = accepted.With(counts),
        };
        var started = Stopwatch.GetTimestamp();
        try
        {
            // Without the mandatory flag the broker confirms a message even if no queue takes it. After such a return the bus reconnects,
            // and declares queue and binding again.
            await bus.Publish(batch, context => context.Mandatory = true, cancellationToken);
        }
        catch (Exception e)
        {
            metrics.CountUnconfirmed(items.Count);
            Log.NotConfirmed(logger, items.Count, e.GetType().Name, e.Message);
            throw new UnavailableException("broker", e);
        }

        accepted.Add(counts);
        metrics.CountAccepted(counts, Stopwatch.GetElapsedTime(started));
        return [.. Enumerable.Repeat(batch.BatchId, items.Count)];
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "A batch of {Count} reports was not confirmed: {Exception} {Reason}")]
        public static partial void NotConfirmed(ILogger logger, int count, string exception, string reason);
    }
}

/// <summary>The length is the request body's, in bytes.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct OutgoingReport(Report Report, int BodyLength);
