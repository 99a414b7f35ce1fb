using System.Collections.Concurrent;
using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace Telemetry.Tests.Fixtures;

/// <summary>An exporter that records the spans of one application.</summary>
public sealed class RecordedSpans : BaseExporter<Activity>
{
    private readonly ConcurrentQueue<Activity> _spans = new();

    public IReadOnlyCollection<Activity> All => _spans;

    /// <summary>A line with all data of each span.</summary>
    public IEnumerable<string> Lines => _spans.Select(Describe);

    /// <summary>
    /// Records spans after the application's processors, as the OTLP exporter does. Needs OTEL_EXPORTER_OTLP_ENDPOINT.
    /// </summary>
    public void AddTo(IServiceCollection services) =>
        services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddProcessor(new SimpleActivityExportProcessor(this)));

    /// <summary>A line with all data of a span.</summary>
    public static string Describe(Activity span) =>
        $"span {span.OperationName} {span.DisplayName} trace={span.TraceId} parent={span.ParentId} state={span.TraceStateString} "
        + $"tags={string.Join(' ', span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"))} baggage={string.Join(' ', span.Baggage)} "
        + $"events={string.Join(
            ' ',
            span.Events.Select(e => $"{e.Name} {string.Join(' ', e.Tags)}"))} links={string.Join(
                ' ', span.Links.Select(link => link.Context.TraceId))}";

    public override ExportResult Export(in Batch<Activity> batch)
    {
        foreach (var span in batch)
            _spans.Enqueue(span);
        return ExportResult.Success;
    }
}
