using Aspire.Dashboard.Display;
using Aspire.Dashboard.Storage;
using Microsoft.AspNetCore.Mvc;

namespace Aspire.Dashboard.Pages.Traces;

/// <summary>A trace: who did what, when, and what came of it.</summary>
internal sealed class DetailsModel(TraceStore traces, LogStore logs) : LivePage
{
    private const int MostLogs = 500;

    // What tells most of a span that is named after its kind of work.
    private static readonly string[] s_telling = ["db.query.text", "db.statement", "url.path", "messaging.destination.name"];

    [BindProperty(SupportsGet = true)]
    public string? Span { get; set; }

    [BindProperty(SupportsGet = true)]
    public long? Log { get; set; }

    public Trace Trace { get; private set; } = null!;

    public IReadOnlyList<WaterfallRow> Rows { get; private set; } = [];

    public IReadOnlyList<LogEntry> Logs { get; private set; } = [];

    protected override string Version => $"{traces.Version}-{logs.Version}";

    public IActionResult OnGet(string id)
    {
        if (traces.Get(id) is not { } found)
            return NotFound();

        Trace = found;
        Rows = Waterfall.Of(found);
        Logs = [.. logs.Find(new(TraceId: id), before: null, MostLogs).Where(entry => Span is null || entry.SpanId == Span).OrderBy(entry => entry.At)];
        return Page();
    }

    public int Tone(string resource) => Tones.Of([.. Trace.Summary.Spans.Select(s => s.Key)], resource);

    /// <summary>A few words more about a span.</summary>
    public static string Note(Span span) =>
        s_telling.Select(key => span.Attributes.FirstOrDefault(a => a.Key == key).Value).FirstOrDefault(value => value is { Length: > 0 } && !span.Name.Contains(value, StringComparison.Ordinal)) ?? "";

    /// <summary>This trace with another span, or log entry, open.</summary>
    public string Link(string? span, long? log = null)
    {
        string[] query = [.. new[] { span is null ? "" : $"span={span}", log is null ? "" : $"log={log}" }.Where(q => q.Length > 0)];
        return $"/traces/{Trace.Summary.TraceId}{(query.Length > 0 ? "?" : "")}{string.Join('&', query)}";
    }
}
