using Telemetry.Contracts;

namespace Telemetry.Ingestion.Publishing;

/// <summary>What this process has accepted since it started: reports that the broker confirmed, by kind.</summary>
internal sealed class OwnAccount
{
    private readonly Guid _publisherId = Guid.CreateVersion7();
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _accepted = new(StringComparer.Ordinal);

    /// <summary>As it will be once these are confirmed.</summary>
    public PublisherAccount With(IReadOnlyDictionary<string, int> counts)
    {
        lock (_lock)
        {
            var kinds = _accepted.Keys.Union(counts.Keys);
            return new()
            {
                PublisherId = _publisherId,
                Accepted = kinds.ToDictionary(kind => kind, kind => _accepted.GetValueOrDefault(kind) + counts.GetValueOrDefault(kind), StringComparer.Ordinal),
            };
        }
    }

    /// <summary>These are confirmed. A publish that was given up may still be, beside the next one.</summary>
    public void Add(IReadOnlyDictionary<string, int> counts)
    {
        lock (_lock)
        {
            foreach (var (kind, count) in counts)
                _accepted[kind] = _accepted.GetValueOrDefault(kind) + count;
        }
    }
}
