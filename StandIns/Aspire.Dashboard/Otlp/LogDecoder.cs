using Aspire.Dashboard.Storage;
using OpenTelemetry.Proto.Collector.V1;
using OpenTelemetry.Proto.Logs.V1;

namespace Aspire.Dashboard.Otlp;

/// <summary>Log entries out of a request.</summary>
internal static class LogDecoder
{
    public static IReadOnlyCollection<LogEntry> Decode(ExportLogsServiceRequest request)
    {
        var entries =
            from resource in request.ResourceLogs
            let name = Values.ResourceName(resource.Resource)
            from scope in resource.ScopeLogs
            from record in scope.LogRecords
            select Decode(name, scope.Scope?.Name ?? "", record);
        return [.. entries];
    }

    private static LogEntry Decode(string resource, string category, LogRecord record) => new(
        Number: 0,
        resource,
        Values.Time(record.TimeUnixNano != 0 ? record.TimeUnixNano : record.ObservedTimeUnixNano),
        record.SeverityNumber,
        Values.Cut(category, Limits.Value),
        Values.Cut(Values.Text(record.Body), Limits.Text),
        Values.Attributes(record.Attributes),
        Values.Hex(record.TraceId),
        Values.Hex(record.SpanId));
}
