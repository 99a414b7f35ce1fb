namespace Aspire.Dashboard.Storage;

/// <summary>The newest log entries of all resources.</summary>
internal sealed class LogStore(int capacity = Limits.Logs)
{
    private readonly Lock _lock = new();
    private readonly Ring<LogEntry> _entries = new(capacity);

    /// <summary>Changes whenever the content does.</summary>
    public long Version
    {
        get
        {
            lock (_lock)
                return _entries.Last;
        }
    }

    /// <summary>Adds what one request brought.</summary>
    public void Add(IEnumerable<LogEntry> entries)
    {
        lock (_lock)
        {
            foreach (var entry in entries)
                _entries.Add(entry with { Number = _entries.Last + 1 });
        }
    }

    /// <summary>The newest that match, newest first.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="before">Only those with a lower number; null: all.</param>
    /// <param name="count">How many at most.</param>
    public IReadOnlyList<LogEntry> Find(LogFilter filter, long? before, int count) =>
        [.. All().Reverse().Where(entry => entry.Number < (before ?? long.MaxValue) && filter.Matches(entry)).Take(count)];

    /// <summary>How many match.</summary>
    public int Count(LogFilter filter) => All().Count(filter.Matches);

    /// <summary>The entry with that number, if it is still kept.</summary>
    public LogEntry? Get(long number) => All().FirstOrDefault(entry => entry.Number == number);

    /// <summary>Who has logged, in alphabetical order.</summary>
    public IReadOnlyList<string> Resources() => [.. All().Select(entry => entry.Resource).Distinct().Order()];

    // A copy, so that nobody who writes waits for somebody who searches.
    private LogEntry[] All()
    {
        lock (_lock)
            return _entries.After(0);
    }
}
