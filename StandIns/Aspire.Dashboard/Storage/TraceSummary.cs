namespace Aspire.Dashboard.Storage;

/// <summary>A trace in one line.</summary>
/// <param name="TraceId">32 hexadecimal digits.</param>
/// <param name="Name">Its first span's.</param>
/// <param name="Resource">Who began it.</param>
/// <param name="Start">Its earliest span's.</param>
/// <param name="Duration">To the end of its latest one.</param>
/// <param name="Errors">How many spans are one.</param>
/// <param name="Spans">How many spans of each resource, in order of appearance.</param>
/// <param name="Left">How many spans were left out (<see cref="Limits.SpansOfTrace"/>).</param>
internal sealed record TraceSummary(
    string TraceId, string Name, string Resource, DateTimeOffset Start, TimeSpan Duration, int Errors, IReadOnlyList<KeyValuePair<string, int>> Spans, int Left);

/// <summary>A trace as it is now.</summary>
/// <param name="Summary">In one line.</param>
/// <param name="Spans">In order of their start.</param>
internal sealed record Trace(TraceSummary Summary, IReadOnlyList<Span> Spans);

/// <summary>Which traces to show; what is empty matches everything.</summary>
/// <param name="Resource">One that has a span in it.</param>
/// <param name="Text">In the name of a span, or the trace's id.</param>
/// <param name="OnlyErrors">Those with an error.</param>
/// <param name="LongerThan">Their duration at least.</param>
internal sealed record TraceFilter(string? Resource = null, string? Text = null, bool OnlyErrors = false, TimeSpan LongerThan = default)
{
    public bool Matches(Trace trace) =>
        (Resource is not { Length: > 0 } || trace.Summary.Spans.Any(spans => spans.Key == Resource))
        && (!OnlyErrors || trace.Summary.Errors > 0)
        && trace.Summary.Duration >= LongerThan
        && (Text is not { Length: > 0 }
            || trace.Summary.TraceId.StartsWith(Text, StringComparison.OrdinalIgnoreCase)
            || trace.Spans.Any(span => span.Name.Contains(Text, StringComparison.OrdinalIgnoreCase)));
}
