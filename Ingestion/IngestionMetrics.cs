using System.Diagnostics;
using System.Diagnostics.Metrics;
using Telemetry.ServiceDefaults.Observability;

namespace Telemetry.Ingestion;

/// <summary>What happens here, in numbers: every report is accepted (confirmed by the broker) or refused for a reason.</summary>
public sealed class IngestionMetrics
{
    /// <summary>The meter's and the activity source's name.</summary>
    public const string Name = "Telemetry.Ingestion";

    /// <summary>Of the spans that no library starts.</summary>
    public static readonly ActivitySource Source = new(Name);

    private readonly Counter<long> _accepted;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _unconfirmed;
    private readonly Histogram<long> _batchSize;
    private readonly Histogram<double> _publishDuration;
    private readonly Histogram<double> _verifyDuration;

    /// <summary>Creates the instruments.</summary>
    public IngestionMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        _accepted = meter.CreateCounter<long>(
            "telemetry.ingestion.accepted", "{report}", "Reports that the broker has on disk, by kind");
        _refused = meter.CreateCounter<long>(
            "telemetry.ingestion.refused", "{request}", "Requests that were refused, by reason");
        _unconfirmed = meter.CreateCounter<long>(
            "telemetry.ingestion.unconfirmed", "{report}", "Reports that the broker did not confirm: their senders were told to send them again");
        _batchSize = meter.CreateHistogram(
            "telemetry.ingestion.batch.size", "{report}", "Reports in one message", tags: null, Boundaries.Amounts);
        _publishDuration = meter.CreateHistogram(
            "telemetry.ingestion.publish.duration", "s", "From publishing a message to its confirm", tags: null, Boundaries.Seconds);
        _verifyDuration = meter.CreateHistogram(
            "telemetry.ingestion.verify.duration", "s", "Checking one signature", tags: null, Boundaries.Seconds);
        QueueWait = meter.CreateHistogram(
            "telemetry.ingestion.queue.wait", "s", "How long a report waits for the message that it goes with", tags: null, Boundaries.Seconds);
        LookupWait = meter.CreateHistogram(
            "telemetry.ingestion.lookup.wait", "s", "How long a look-up of an instance waits for the query that it goes with", tags: null, Boundaries.Seconds);
    }

    /// <summary>How long a report waits for the message that it goes with, in seconds.</summary>
    public Histogram<double> QueueWait { get; }

    /// <summary>How long a look-up of an instance waits for the query that it goes with, in seconds.</summary>
    public Histogram<double> LookupWait { get; }

    /// <summary>The broker confirmed a batch.</summary>
    /// <param name="counts">Its reports by kind.</param>
    /// <param name="duration">How long that took.</param>
    public void Accept(IReadOnlyDictionary<string, int> counts, TimeSpan duration)
    {
        foreach (var (kind, count) in counts)
            _accepted.Add(count, new KeyValuePair<string, object?>("kind", kind));
        _batchSize.Record(counts.Values.Sum());
        _publishDuration.Record(duration.TotalSeconds);
    }

    /// <summary>The broker did not confirm so many reports: it may have them or not.</summary>
    public void Miss(int reports) => _unconfirmed.Add(reports);

    /// <summary>A request was refused.</summary>
    /// <param name="reason">One of a few fixed words.</param>
    public void Refuse(string reason) => _refused.Add(1, new KeyValuePair<string, object?>("reason", reason));

    /// <summary>A signature was checked, with whatever outcome.</summary>
    /// <param name="started">A timestamp of <see cref="Stopwatch"/>.</param>
    public void Verify(long started) => _verifyDuration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds);
}
