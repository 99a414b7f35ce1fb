using Aspire.Dashboard.Feed;

namespace Aspire.Dashboard.Storage;

/// <summary>What each resource has written last.</summary>
internal sealed class ConsoleStore(int lines = Limits.ConsoleLines)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Ring<ConsoleLine>> _resources = [];

    /// <summary>Adds a line.</summary>
    public void Add(ConsoleLine line)
    {
        lock (_lock)
        {
            if (!_resources.TryGetValue(line.Resource, out var ring))
                _resources.Add(line.Resource, ring = new(lines));
            ring.Add(line);
        }
    }

    /// <summary>The lines that came after so many, and how many there have been.</summary>
    public (IReadOnlyList<ConsoleLine> Lines, long Last) After(string resource, long number)
    {
        lock (_lock)
            return _resources.TryGetValue(resource, out var ring) ? (ring.After(number), ring.Last) : ([], 0);
    }
}
