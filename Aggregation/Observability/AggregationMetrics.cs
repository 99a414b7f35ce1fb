using System.Diagnostics;
using System.Diagnostics.Metrics;
using Telemetry.ServiceDefaults.Observability;

namespace Telemetry.Aggregation.Observability;

/// <summary>The meter <c>Telemetry.Aggregation</c> counts the work of this process. The account of all reports is another meter.</summary>
// Public since the tests derive a public host from WebApplicationFactory of this type.
public sealed class AggregationMetrics
{
    /// <summary>Starts the spans that no library starts.</summary>
    public static readonly ActivitySource Source = new(Name);

    private const string Name = "Telemetry.Aggregation";
    private const string Kind = "kind";
    private const string Outcome = "outcome";

    private readonly Counter<long> _reports;
    private readonly Counter<long> _redelivered;
    private readonly Counter<long> _reads;
    private readonly Counter<long> _exports;
    private readonly Counter<long> _steps;
    private readonly Histogram<double> _duration;
    private readonly Histogram<long> _transactionReports;
    private readonly Histogram<long> _rows;
    private readonly Histogram<double> _lag;

    public AggregationMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(Name);
        _reports = meter.CreateCounter<long>("telemetry.aggregation.reports", "{report}", "Reports by kind and what became of them");
        _redelivered = meter.CreateCounter<long>(
            "telemetry.aggregation.redelivered", "{batch}", "Batches that came again after their commit");
        _duration = meter.CreateHistogram(
            "telemetry.aggregation.transaction.duration", "s", "From the start of a transaction to its commit", tags: null,
            Boundaries.Seconds);
        _transactionReports = meter.CreateHistogram(
            "telemetry.aggregation.transaction.reports", "{report}", "Reports in one transaction", tags: null, Boundaries.Amounts);
        _rows = meter.CreateHistogram(
            "telemetry.aggregation.transaction.rows", "{row}", "Rows that one transaction wrote, with those of its scratch tables",
            tags: null, Boundaries.Amounts);
        _lag = meter.CreateHistogram(
            "telemetry.aggregation.rollup.lag", "s", "From the reception of a transaction's oldest report to its being counted", tags: null,
            Boundaries.Seconds);
        QueueWait = meter.CreateHistogram(
            "telemetry.aggregation.queue.wait", "s", "How long a message waits in this process for its transaction", tags: null,
            Boundaries.Seconds);
        _reads = meter.CreateCounter<long>("telemetry.aggregation.answers", "{answer}", "Read answers by where they came from");
        _exports = meter.CreateCounter<long>("telemetry.aggregation.exports", "{export}", "Exports by kind and how they ended");
        _steps = meter.CreateCounter<long>("telemetry.aggregation.incident.steps", "{step}", "What was told of incidents");
    }

    public Histogram<double> QueueWait { get; }

    /// <summary>
    /// Rows include those of temporary tables. Duration is from the transaction's start, lag from the arrival of its oldest report, both to
    /// the commit.
    /// </summary>
    public void RecordTransaction(long reports, long rows, TimeSpan duration, TimeSpan lag)
    {
        _duration.Record(duration.TotalSeconds);
        _transactionReports.Record(reports);
        _rows.Record(rows);
        _lag.Record(lag.TotalSeconds);
    }

    public void CountReports(string kind, long stored, long duplicates, long quarantined)
    {
        Count(kind, "stored", stored);
        Count(kind, "duplicate", duplicates);
        Count(kind, "quarantined", quarantined);
    }

    /// <summary>Counts batches that were redelivered after their commit.</summary>
    public void CountRedelivered(int batches) => _redelivered.Add(batches);

    public void CountRead(string state) => _reads.Add(1, new KeyValuePair<string, object?>("state", state));

    /// <summary>Step is opened, worsened or ended.</summary>
    public void CountIncidentStep(string rule, string step) =>
        _steps.Add(1, new KeyValuePair<string, object?>("rule", rule), new KeyValuePair<string, object?>("step", step));

    /// <summary>Outcome is complete, left (the client disconnected) or broken (the database failed).</summary>
    public void CountExport(string kind, string outcome) =>
        _exports.Add(1, new KeyValuePair<string, object?>(Kind, kind), new KeyValuePair<string, object?>(Outcome, outcome));

    private void Count(string kind, string outcome, long reports)
    {
        if (reports > 0)
            _reports.Add(reports, new KeyValuePair<string, object?>(Kind, kind), new KeyValuePair<string, object?>(Outcome, outcome));
    }
}
