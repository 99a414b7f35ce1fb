using Aspire.Dashboard.Storage;
using OpenTelemetry.Proto.Collector.V1;
using OpenTelemetry.Proto.Metrics.V1;

namespace Aspire.Dashboard.Otlp;

/// <summary>Points of metrics out of a request. Exponential histograms and summaries are left out.</summary>
internal static class MetricDecoder
{
    public static IReadOnlyCollection<ArrivedPoint> Decode(ExportMetricsServiceRequest request)
    {
        var points =
            from resource in request.ResourceMetrics
            let name = Values.ResourceName(resource.Resource)
            let instance = Values.Instance(resource.Resource)
            from scope in resource.ScopeMetrics
            from metric in scope.Metrics
            from point in Decode(name, instance, scope.Scope?.Name ?? "", metric)
            select point;
        return [.. points];
    }

    private static IEnumerable<ArrivedPoint> Decode(string resource, string instance, string meter, Metric metric)
    {
        var name = new InstrumentName(Values.Cut(meter, Limits.Value), Values.Cut(metric.Name, Limits.Value));
        Instrument Of(InstrumentKind kind) => new(name, kind, Values.Cut(metric.Unit, Limits.Value), Values.Cut(metric.Description, Limits.Value));

        return metric.DataCase switch
        {
            Metric.DataOneofCase.Gauge => metric.Gauge.DataPoints.Select(p => Number(Of(InstrumentKind.Gauge), p, isDelta: false)),
            Metric.DataOneofCase.Sum => metric.Sum.DataPoints.Select(p =>
                Number(Of(metric.Sum.IsMonotonic ? InstrumentKind.Counter : InstrumentKind.UpDownCounter), p, IsDelta(metric.Sum.AggregationTemporality))),
            Metric.DataOneofCase.Histogram => metric.Histogram.DataPoints.Select(p =>
                Histogram(Of(InstrumentKind.Histogram), p, IsDelta(metric.Histogram.AggregationTemporality))),
            _ => [],
        };

        ArrivedPoint Number(Instrument instrument, NumberDataPoint point, bool isDelta) => new(
            resource, instance, instrument, Values.Attributes(point.Attributes), [], isDelta,
            new MetricPoint(
                instrument.Kind == InstrumentKind.Gauge ? default : Values.Time(point.StartTimeUnixNano),
                Values.Time(point.TimeUnixNano),
                point.ValueCase == NumberDataPoint.ValueOneofCase.AsInt ? point.AsInt : point.AsDouble));

        ArrivedPoint Histogram(Instrument instrument, HistogramDataPoint point, bool isDelta) => new(
            resource, instance, instrument, Values.Attributes(point.Attributes), [.. point.ExplicitBounds.Take(Limits.Value)], isDelta,
            new MetricPoint(
                Values.Time(point.StartTimeUnixNano),
                Values.Time(point.TimeUnixNano),
                point.Sum,
                point.Count,
                [.. point.BucketCounts.Take(Limits.Value)]));
    }

    private static bool IsDelta(AggregationTemporality temporality) => temporality == AggregationTemporality.Delta;
}
