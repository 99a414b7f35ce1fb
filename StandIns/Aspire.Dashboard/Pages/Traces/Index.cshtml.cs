using Aspire.Dashboard.Display;
using Aspire.Dashboard.Storage;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;

namespace Aspire.Dashboard.Pages.Traces;

/// <summary>The traces, the newest first.</summary>
internal sealed class IndexModel(TraceStore store) : LivePage
{
    public const int PageSize = 100;

    [BindProperty(SupportsGet = true)]
    public string? Resource { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Text { get; set; }

    [BindProperty(SupportsGet = true)]
    public int Ms { get; set; }

    [BindProperty(SupportsGet = true)]
    public bool Errors { get; set; }

    [BindProperty(SupportsGet = true)]
    public int From { get; set; }

    public IReadOnlyList<string> Resources { get; private set; } = [];

    public IReadOnlyList<TraceSummary> Traces { get; private set; } = [];

    public int Count { get; private set; }

    public bool HasOlder => From + PageSize < Count;

    protected override string Version => $"{store.Version}";

    public void OnGet()
    {
        Resources = store.Resources();
        From = Math.Max(0, From);
        (Traces, Count) = store.Find(new(Resource, Text, Errors, TimeSpan.FromMilliseconds(Ms)), From, PageSize);
    }

    public int Tone(string resource) => Tones.Of(Resources, resource);

    /// <summary>Another part of the list with the same filter.</summary>
    public string Link(int from)
    {
        var query = new QueryBuilder();
        foreach (var (name, value) in new[] { ("resource", Resource), ("text", Text), ("ms", Ms > 0 ? $"{Ms}" : null), ("errors", Errors ? "true" : null), ("from", from > 0 ? $"{from}" : null) })
        {
            if (!string.IsNullOrEmpty(value))
                query.Add(name, value);
        }

        return $"/traces{query}";
    }
}
