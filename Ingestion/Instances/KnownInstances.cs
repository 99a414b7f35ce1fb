using Microsoft.Extensions.Caching.Memory;
using NSec.Cryptography;
using Telemetry.ServiceDefaults.Batching;

namespace Telemetry.Ingestion.Instances;

/// <summary>The part of an instance that the check of a signed request needs.</summary>
internal sealed record KnownInstance(Guid Id, PublicKey PublicKey, InstanceStatus Status, ApplicationName Application, string Version);

/// <summary>
/// A cache of instances by id. Only active ones are cached: they can send while the database is unreachable, and an activation by another
/// process takes effect at once. Concurrent look-ups of one id are one query.
/// </summary>
internal sealed class KnownInstances(InstanceStore store, IngestionMetrics metrics)
    : GroupCommit<Guid, KnownInstance?>(Limits, IngestionMetrics.Source, "look up instances", metrics.LookupWait)
{
    // An entry takes some 700 bytes.
    private const int MaxCached = 100_000;

    private static readonly GroupLimits Limits = new(MaxItems: 500, MaxWeight: 500, MaxWaiting: 20_000, TimeSpan.FromSeconds(3));

    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = MaxCached });

    /// <summary>
    /// Null if the instance is unknown or deleted. Throws <see cref="UnavailableException"/> if it is not cached and the database does not
    /// respond.
    /// </summary>
    public async ValueTask<KnownInstance?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        _cache.TryGetValue(id, out KnownInstance? known) ? known : await AddAsync(id, cancellationToken);

    public void Remove(Guid id) => _cache.Remove(id);

    public void Clear() => _cache.Clear();

    public override void Dispose()
    {
        _cache.Dispose();
        base.Dispose();
    }

    protected override int Weigh(Guid item) => 1;

    protected override async Task<IReadOnlyList<KnownInstance?>> CommitAsync(IReadOnlyList<Guid> items, CancellationToken cancellationToken)
    {
        var found = new Dictionary<Guid, KnownInstance>();
        foreach (var instance in await store.FindAsync([.. items.Distinct()], cancellationToken))
        {
            var isKey = PublicKey.TryImport(SignatureAlgorithm.Ed25519, instance.PublicKey, KeyBlobFormat.RawPublicKey, out var key);
            if (!isKey || key is null)
                continue;

            var known = new KnownInstance(instance.Id, key, instance.Status, instance.Application, instance.Version);
            found.Add(known.Id, known);

            // The removal for a change during this query may come before the entry is set; the change feed then removes it again.
            if (known.Status == InstanceStatus.Active)
                _cache.Set(known.Id, known, new MemoryCacheEntryOptions { Size = 1 });
        }

        return [.. items.Select(found.GetValueOrDefault)];
    }
}
