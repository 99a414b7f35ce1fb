using System.Diagnostics;
using MassTransit;
using Telemetry.Contracts;
using Telemetry.ServiceDefaults.Batching;

namespace Telemetry.Ingestion.Publishing;

/// <summary>Hands reports to the broker: who awaits it knows that the report is on disk there.</summary>
public sealed partial class ReportPublisher(IBus bus, IngestionMetrics metrics, ILogger<ReportPublisher> logger)
    : GroupCommit<OutgoingReport, Guid>(Limits, IngestionMetrics.Source, "publish reports", metrics.QueueWait)
{
    // Weights are bytes of request bodies; parsed, a body takes up to seven times as much memory.
    private static readonly GroupLimits Limits = new(
        MaxItems: 500, MaxWeight: 256 * 1024, MaxWaiting: 16 * 1024 * 1024, TimeSpan.FromSeconds(3));

    // What a report weighs besides its body.
    private const int Envelope = 500;

    private readonly OwnAccount _account = new();

    /// <summary>Waits until the broker has the report on disk.</summary>
    /// <param name="report">The report.</param>
    /// <param name="bodyLength">The length of the body it came in, in bytes.</param>
    /// <param name="cancellationToken">How long the caller can wait.</param>
    /// <returns>The batch that it went with.</returns>
    /// <exception cref="UnavailableException">The broker did not confirm it: it may be on disk or not, and may be sent again.</exception>
    public Task<Guid> PublishAsync(Report report, int bodyLength, CancellationToken cancellationToken) =>
        AddAsync(new OutgoingReport(report, bodyLength), cancellationToken);

    /// <inheritdoc/>
    protected override int Weigh(OutgoingReport item) => Envelope + item.BodyLength;

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<Guid>> CommitAsync(IReadOnlyList<OutgoingReport> items, CancellationToken cancellationToken)
    {
        var counts = items.CountBy(item => ReportKind.Of(item.Report)).ToDictionary();
        var batch = ReportsAccepted.Of(Guid.CreateVersion7(), [.. items.Select(item => item.Report)]) with { Account = _account.With(counts) };
        var started = Stopwatch.GetTimestamp();
        try
        {
            // Mandatory: without it a message that no queue takes is confirmed as well. After such a failure the bus connects anew, and so
            // puts queue and binding back.
            await bus.Publish(batch, context => context.Mandatory = true, cancellationToken);
        }
        catch (Exception e)
        {
            metrics.Miss(items.Count);
            Log.NotConfirmed(logger, items.Count, e.GetType().Name, e.Message);
            throw new UnavailableException("broker", e);
        }

        _account.Add(counts);
        metrics.Accept(counts, Stopwatch.GetElapsedTime(started));
        return [.. Enumerable.Repeat(batch.BatchId, items.Count)];
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "A batch of {Count} reports was not confirmed: {Exception} {Reason}")]
        public static partial void NotConfirmed(ILogger logger, int count, string exception, string reason);
    }
}
