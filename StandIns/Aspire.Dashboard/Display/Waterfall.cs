using Aspire.Dashboard.Storage;

namespace Aspire.Dashboard.Display;

/// <summary>A span's row in the waterfall.</summary>
/// <param name="Span">The span.</param>
/// <param name="Depth">How deep below the first one.</param>
/// <param name="Left">Where its bar begins, in percent of the trace.</param>
/// <param name="Width">How long its bar is, in percent of the trace.</param>
/// <param name="IsOrphan">Its parent has not arrived (yet).</param>
internal sealed record WaterfallRow(Span Span, int Depth, double Left, double Width, bool IsOrphan);

/// <summary>Spans of a trace as a tree, written down from top to bottom.</summary>
internal static class Waterfall
{
    /// <summary>Each span once, after its parent, brothers in order of their start.</summary>
    public static IReadOnlyList<WaterfallRow> Of(Trace trace)
    {
        var known = trace.Spans.Select(span => span.SpanId).ToHashSet();
        var children = trace.Spans.ToLookup(span => known.Contains(span.ParentId) && span.ParentId != span.SpanId ? span.ParentId : "");
        var total = Math.Max(1, trace.Summary.Duration.Ticks);
        var rows = new List<WaterfallRow>();

        // A stack and no recursion: a chain may be as long as the trace.
        var open = new Stack<(Span Span, int Depth)>();
        Push(children[""], 0);
        while (open.TryPop(out var next))
        {
            rows.Add(new(next.Span, next.Depth, Percent((next.Span.Start - trace.Summary.Start).Ticks), Percent(next.Span.Duration.Ticks),
                next.Span.ParentId.Length > 0 && !known.Contains(next.Span.ParentId)));
            Push(children[next.Span.SpanId], next.Depth + 1);
        }

        return rows;

        void Push(IEnumerable<Span> spans, int depth)
        {
            foreach (var span in spans.Reverse())
                open.Push((span, depth));
        }

        double Percent(long ticks) => Math.Round(100.0 * ticks / total, 3);
    }
}
