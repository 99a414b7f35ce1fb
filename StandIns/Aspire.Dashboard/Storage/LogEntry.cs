namespace Aspire.Dashboard.Storage;

/// <summary>What a resource has logged.</summary>
/// <param name="Number">Counts up in order of arrival.</param>
/// <param name="Resource">Who.</param>
/// <param name="At">When, by its own clock.</param>
/// <param name="Severity">1 to 24, as OpenTelemetry counts; 0 if it was not told.</param>
/// <param name="Category">The logger's name.</param>
/// <param name="Message">The text.</param>
/// <param name="Attributes">What stands in it, and what was in scope.</param>
/// <param name="TraceId">Hexadecimal; empty outside of a trace.</param>
/// <param name="SpanId">Hexadecimal; empty outside of a span.</param>
internal sealed record LogEntry(
    long Number, string Resource, DateTimeOffset At, int Severity, string Category, string Message, IReadOnlyList<Attribute> Attributes, string TraceId, string SpanId)
{
    /// <summary>The level as .NET calls it.</summary>
    public LogLevel Level => Severity switch
    {
        <= 0 => LogLevel.None,
        <= 4 => LogLevel.Trace,
        <= 8 => LogLevel.Debug,
        <= 12 => LogLevel.Information,
        <= 16 => LogLevel.Warning,
        <= 20 => LogLevel.Error,
        _ => LogLevel.Critical,
    };
}

/// <summary>Something that was told of a span, a log entry, an event.</summary>
internal readonly record struct Attribute(string Key, string Value);
