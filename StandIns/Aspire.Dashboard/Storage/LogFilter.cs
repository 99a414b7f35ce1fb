namespace Aspire.Dashboard.Storage;

/// <summary>Which log entries to show; what is empty matches everything.</summary>
/// <param name="Resource">Its name.</param>
/// <param name="Level">This one or worse. Entries without a level are shown if it is Trace or Information at most.</param>
/// <param name="Text">Somewhere in message or category, whatever the case.</param>
/// <param name="Attribute"><c>key</c>: it has one; <c>key=text</c>: and its value contains the text.</param>
/// <param name="TraceId">Its trace.</param>
internal sealed record LogFilter(string? Resource = null, LogLevel Level = LogLevel.Trace, string? Text = null, string? Attribute = null, string? TraceId = null)
{
    public bool Matches(LogEntry entry) =>
        (Resource is not { Length: > 0 } || entry.Resource == Resource)
        && (entry.Level == LogLevel.None ? Level <= LogLevel.Information : entry.Level >= Level)
        && (Text is not { Length: > 0 } || Contains(entry.Message, Text) || Contains(entry.Category, Text))
        && (TraceId is not { Length: > 0 } || entry.TraceId == TraceId)
        && (Attribute is not { Length: > 0 } || HasAttribute(entry.Attributes));

    private static bool Contains(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);

    private bool HasAttribute(IReadOnlyList<Attribute> attributes)
    {
        var parts = Attribute!.Split('=', 2, StringSplitOptions.TrimEntries);
        return attributes.Any(a => string.Equals(a.Key, parts[0], StringComparison.OrdinalIgnoreCase) && (parts.Length == 1 || Contains(a.Value, parts[1])));
    }
}
