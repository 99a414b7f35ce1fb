using System.Diagnostics;
using System.Diagnostics.Metrics;
using Telemetry.Aggregation.Intake;

namespace Telemetry.Aggregation;

/// <summary>The meter <c>Telemetry.Aggregation</c>.</summary>
public sealed class AggregationMetrics
{
    /// <summary>Of the spans that no library starts.</summary>
    public static readonly ActivitySource Source = new(Name);

    private const string Name = "Telemetry.Aggregation";
    private const string Kind = "kind";

    private readonly Counter<long> _stored;
    private readonly Counter<long> _duplicates;
    private readonly Counter<long> _quarantined;
    private readonly Counter<long> _redelivered;
    private readonly Counter<long> _answers;
    private readonly Counter<long> _exports;
    private readonly Counter<long> _steps;
    private readonly Histogram<double> _duration;
    private readonly Histogram<long> _reports;
    private readonly Histogram<double> _lag;

    /// <summary>Makes the instruments.</summary>
    public AggregationMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(Name);
        _stored = meter.CreateCounter<long>("telemetry.reports.stored", "{report}", "Reports that were new.");
        _duplicates = meter.CreateCounter<long>("telemetry.reports.duplicates", "{report}", "Reports that were there already.");
        _quarantined = meter.CreateCounter<long>("telemetry.reports.quarantined", "{report}", "Reports that cannot be stored.");
        _redelivered = meter.CreateCounter<long>("telemetry.batches.redelivered", "{batch}", "Batches that were committed before.");
        _answers = meter.CreateCounter<long>("telemetry.answers", "{answer}", "Read answers by cache state.");
        _exports = meter.CreateCounter<long>("telemetry.exports", "{export}", "Exports by kind and how they ended.");
        _steps = meter.CreateCounter<long>("telemetry.incidents.steps", "{step}", "What was told of incidents.");
        _duration = meter.CreateHistogram<double>("telemetry.batch.duration", "s", "From the start of a transaction to its commit.");
        _reports = meter.CreateHistogram<long>("telemetry.batch.reports", "{report}", "Reports in one transaction.");
        _lag = meter.CreateHistogram<double>("telemetry.reports.lag", "s", "From a batch's oldest report's reception to its commit.");
    }

    /// <summary>A transaction is committed.</summary>
    public void Committed(Tally tally, TimeSpan duration, TimeSpan lag)
    {
        var reports = 0L;
        foreach (var (kind, counts) in tally.ByKind)
        {
            var tag = new KeyValuePair<string, object?>(Kind, kind);
            _stored.Add(counts.Stored, tag);
            _duplicates.Add(counts.Duplicates, tag);
            _quarantined.Add(counts.Quarantined, tag);
            reports += counts.Sum;
        }

        _duration.Record(duration.TotalSeconds);
        _reports.Record(reports);
        _lag.Record(lag.TotalSeconds);
    }

    /// <summary>Batches came again after their commit and were skipped.</summary>
    public void Skipped(int batches) => _redelivered.Add(batches);

    /// <summary>A read was answered.</summary>
    /// <param name="state">HIT, STALE or MISS.</param>
    public void Answered(string state) => _answers.Add(1, new KeyValuePair<string, object?>("state", state));

    /// <summary>Something was told of an incident.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="step">opened, worsened or ended.</param>
    public void Told(string rule, string step) =>
        _steps.Add(1, new KeyValuePair<string, object?>("rule", rule), new KeyValuePair<string, object?>("step", step));

    /// <summary>An export ended.</summary>
    /// <param name="kind">instances, runs, starts or snapshots.</param>
    /// <param name="outcome">complete; left: who asked went away; broken: the database did.</param>
    public void Exported(string kind, string outcome) =>
        _exports.Add(1, new KeyValuePair<string, object?>(Kind, kind), new KeyValuePair<string, object?>("outcome", outcome));
}
