using System.Diagnostics;
using System.Diagnostics.Metrics;
using Telemetry.ServiceDefaults.Observability;

namespace Telemetry.Ingestion;

/// <summary>Every report is accepted (confirmed by the broker) or refused with an error code.</summary>
// Public since the tests derive a public host from WebApplicationFactory of this type.
public sealed class IngestionMetrics
{
    public const string Name = "Telemetry.Ingestion";

    public static readonly ActivitySource Source = new(Name);

    private readonly Counter<long> _accepted;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _unconfirmed;
    private readonly Histogram<long> _batchSize;
    private readonly Histogram<double> _publishDuration;
    private readonly Histogram<double> _verifyDuration;

    public IngestionMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        _accepted = meter.CreateCounter<long>(
            "telemetry.ingestion.accepted", "{report}", "Reports that the broker has on disk, by kind");
        _refused = meter.CreateCounter<long>(
            "telemetry.ingestion.refused", "{request}", "Requests that were refused, by reason");
        _unconfirmed = meter.CreateCounter<long>(
            "telemetry.ingestion.unconfirmed", "{report}",
            "Reports that the broker did not confirm: their senders were told to send them again");
        _batchSize = meter.CreateHistogram(
            "telemetry.ingestion.batch.size", "{report}", "Reports in one message", tags: null, Boundaries.Amounts);
        _publishDuration = meter.CreateHistogram(
            "telemetry.ingestion.publish.duration", "s", "From publishing a message to its confirm", tags: null, Boundaries.Seconds);
        _verifyDuration = meter.CreateHistogram(
            "telemetry.ingestion.verify.duration", "s", "Checking one signature", tags: null, Boundaries.Seconds);
        QueueWait = meter.CreateHistogram(
            "telemetry.ingestion.queue.wait", "s", "How long a report waits for the message that it goes with",
            tags: null, Boundaries.Seconds);
        LookupWait = meter.CreateHistogram(
            "telemetry.ingestion.lookup.wait", "s", "How long a look-up of an instance waits for the query that it goes with",
            tags: null, Boundaries.Seconds);
    }

    public Histogram<double> QueueWait { get; }

    public Histogram<double> LookupWait { get; }

    /// <summary>The duration is from publishing to the confirm.</summary>
    public void CountAccepted(IReadOnlyDictionary<string, int> counts, TimeSpan duration)
    {
        foreach (var (kind, count) in counts)
            _accepted.Add(count, new KeyValuePair<string, object?>("kind", kind));
        _batchSize.Record(counts.Values.Sum());
        _publishDuration.Record(duration.TotalSeconds);
    }

    /// <summary>Counts reports without a confirm: the broker may have them or not.</summary>
    public void CountUnconfirmed(int reports) => _unconfirmed.Add(reports);

    /// <summary>The error code is one of a fixed set of words.</summary>
    public void CountRefused(string errorCode) => _refused.Add(1, new KeyValuePair<string, object?>("reason", errorCode));

    /// <summary>Started is a timestamp of <see cref="Stopwatch"/>.</summary>
    public void RecordVerification(long started) => _verifyDuration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds);
}
