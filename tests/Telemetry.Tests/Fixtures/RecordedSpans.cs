using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace Telemetry.Tests.Fixtures;

/// <summary>The spans of one application as its exporter gets them.</summary>
public sealed class RecordedSpans : BaseExporter<Activity>
{
    private readonly ConcurrentQueue<Activity> _spans = new();

    /// <summary>Those so far.</summary>
    public IReadOnlyCollection<Activity> All => _spans;

    /// <summary>Everything that each tells, on a line.</summary>
    public IEnumerable<string> Lines => _spans.Select(Describe);

    /// <summary>
    /// Takes them after the application's own processors, as the OTLP exporter does; for an application with OTEL_EXPORTER_OTLP_ENDPOINT.
    /// </summary>
    public void AddTo(IServiceCollection services) =>
        services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddProcessor(new SimpleActivityExportProcessor(this)));

    /// <summary>Everything that a span tells, on a line.</summary>
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
