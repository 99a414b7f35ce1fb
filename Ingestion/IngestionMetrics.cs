using System.Diagnostics;
using System.Diagnostics.Metrics;
using Telemetry.Contracts;

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
    private readonly Histogram<int> _batchSize;
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
        _batchSize = meter.CreateHistogram<int>(
            "telemetry.ingestion.batch.size", "{report}", "Reports in one message");
        _publishDuration = meter.CreateHistogram<double>(
            "telemetry.ingestion.publish.duration", "s", "From publishing a message to its confirm");
        _verifyDuration = meter.CreateHistogram<double>(
            "telemetry.ingestion.verify.duration", "s", "Checking one signature");
    }

    /// <summary>The broker confirmed the batch.</summary>
    public void Accept(ReportsAccepted batch, TimeSpan duration)
    {
        foreach (var kind in batch.All.CountBy(ReportKind.Of))
            _accepted.Add(kind.Value, new KeyValuePair<string, object?>("kind", kind.Key));
        _batchSize.Record(batch.All.Count());
        _publishDuration.Record(duration.TotalSeconds);
    }

    /// <summary>A request was refused.</summary>
    /// <param name="reason">One of a few fixed words.</param>
    public void Refuse(string reason) => _refused.Add(1, new KeyValuePair<string, object?>("reason", reason));

    /// <summary>A signature was checked, with whatever outcome.</summary>
    /// <param name="started">A timestamp of <see cref="Stopwatch"/>.</param>
    public void Verify(long started) => _verifyDuration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds);
}
