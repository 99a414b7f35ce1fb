using Aspire.Dashboard.Storage;
using OpenTelemetry.Proto.Collector.V1;
using OpenTelemetry.Proto.Trace.V1;

namespace Aspire.Dashboard.Otlp;

/// <summary>Spans out of a request.</summary>
internal static class TraceDecoder
{
    private const int TraceIdLength = 16;
    private const int SpanIdLength = 8;

    /// <summary>The spans, and how many had no ids by which to find them.</summary>
    public static (IReadOnlyCollection<Storage.Span> Spans, int Rejected) Decode(ExportTraceServiceRequest request)
    {
        var spans = new List<Storage.Span>();
        var rejected = 0;
        foreach (var resource in request.ResourceSpans)
        {
            var name = Values.ResourceName(resource.Resource);
            foreach (var scope in resource.ScopeSpans)
            {
                foreach (var span in scope.Spans)
                {
                    if (span.TraceId.Length == TraceIdLength && span.SpanId.Length == SpanIdLength)
                        spans.Add(Decode(name, scope.Scope?.Name ?? "", span));
                    else
                        rejected++;
                }
            }
        }

        return (spans, rejected);
    }

    private static Storage.Span Decode(string resource, string scope, OpenTelemetry.Proto.Trace.V1.Span span) => new()
    {
        Resource = resource,
        Scope = Values.Cut(scope, Limits.Value),
        TraceId = Values.Hex(span.TraceId),
        SpanId = Values.Hex(span.SpanId),
        ParentId = Values.Hex(span.ParentSpanId),
        Name = Values.Cut(span.Name, Limits.Value),
        Kind = Enum.IsDefined((SpanKind)span.Kind) ? (SpanKind)span.Kind : SpanKind.Unspecified,
        Start = Values.Time(span.StartTimeUnixNano),
        Duration = span.EndTimeUnixNano > span.StartTimeUnixNano ? Values.Time(span.EndTimeUnixNano) - Values.Time(span.StartTimeUnixNano) : TimeSpan.Zero,
        IsError = span.Status?.Code == Status.Types.StatusCode.Error,
        StatusMessage = Values.Cut(span.Status?.Message ?? "", Limits.Value),
        Attributes = Values.Attributes(span.Attributes),
        Events = [.. span.Events.Take(Limits.Attributes).Select(e => new SpanEvent(Values.Time(e.TimeUnixNano), Values.Cut(e.Name, Limits.Value), Values.Attributes(e.Attributes)))],
        Links = [.. span.Links.Take(Limits.Attributes).Select(l => new SpanLink(Values.Hex(l.TraceId), Values.Hex(l.SpanId), Values.Attributes(l.Attributes)))],
    };
}
