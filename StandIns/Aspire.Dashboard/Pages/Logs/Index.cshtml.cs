using Aspire.Dashboard.Storage;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;

namespace Aspire.Dashboard.Pages.Logs;

/// <summary>What the services have logged, the newest first.</summary>
internal sealed class IndexModel(LogStore store) : LivePage
{
    private const int PageSize = 100;

    public static IReadOnlyList<LogLevel> Levels { get; } =
        [LogLevel.Trace, LogLevel.Debug, LogLevel.Information, LogLevel.Warning, LogLevel.Error, LogLevel.Critical];

    [BindProperty(SupportsGet = true)]
    public string? Resource { get; set; }

    [BindProperty(SupportsGet = true)]
    public LogLevel Level { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Text { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Attribute { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Trace { get; set; }

    [BindProperty(SupportsGet = true)]
    public long? Before { get; set; }

    [BindProperty(SupportsGet = true)]
    public long? Open { get; set; }

    public LogFilter Filter => new(Resource, Level, Text, Attribute, Trace);

    public IReadOnlyList<string> Resources { get; private set; } = [];

    public IReadOnlyList<LogEntry> Entries { get; private set; } = [];

    public int Count { get; private set; }

    public bool HasOlder { get; private set; }

    public long Total => store.Version;

    protected override string Version => $"{store.Version}";

    public void OnGet()
    {
        Resources = store.Resources();
        Count = store.Count(Filter);
        var found = store.Find(Filter, Before, PageSize + 1);
        Entries = [.. found.Take(PageSize)];
        HasOlder = found.Count > PageSize;
    }

    /// <summary>This page with the same filter.</summary>
    public string Link(long? open, long? before)
    {
        var query = new QueryBuilder();
        foreach (var (name, value) in new[]
        {
            ("resource", Resource), ("level", Level == LogLevel.Trace ? null : Level.ToString()), ("text", Text), ("attribute", Attribute), ("trace", Trace),
            ("before", before?.ToString()), ("open", open?.ToString()),
        })
        {
            if (!string.IsNullOrEmpty(value))
                query.Add(name, value);
        }

        return $"/logs{query}{(open is null ? "" : $"#log-{open}")}";
    }
}
