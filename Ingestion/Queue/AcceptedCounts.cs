namespace Telemetry.Ingestion.Queue;

/// <summary>This process's share of the account: the reports that the broker has confirmed since the start, by kind.</summary>
internal sealed class AcceptedCounts
{
    private readonly Guid _publisherId = Guid.CreateVersion7();
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _accepted = new(StringComparer.Ordinal);

    public PublisherAccount With(IReadOnlyDictionary<string, int> counts)
    {
        lock (_lock)
        {
            return new()
            {
                PublisherId = _publisherId,
                Accepted = _accepted.Keys.Union(counts.Keys).ToDictionary(
                    kind => kind, kind => _accepted.GetValueOrDefault(kind) + counts.GetValueOrDefault(kind), StringComparer.Ordinal),
            };
        }
    }

    /// <summary>A publish that missed its deadline may still confirm, at the same time as the next one.</summary>
    public void Add(IReadOnlyDictionary<string, int> counts)
    {
        lock (_lock)
        {
            foreach (var (kind, count) in counts)
                _accepted[kind] = _accepted.GetValueOrDefault(kind) + count;
        }
    }
}
