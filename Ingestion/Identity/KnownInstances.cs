using Microsoft.Extensions.Caching.Memory;
using NSec.Cryptography;
using Telemetry.Contracts;
using Telemetry.ServiceDefaults.Batching;

namespace Telemetry.Ingestion.Identity;

/// <summary>
/// Instances by their id, from memory where possible. Only active ones are kept: they go on being known while the database is away, and
/// an activation or approval in another process is seen at once. Look-ups that wait together are one query.
/// </summary>
public sealed class KnownInstances(InstanceStore store, IngestionMetrics metrics)
    : GroupCommit<Guid, KnownInstance?>(Limits, IngestionMetrics.Source, "look up instances", metrics.LookupWait)
{
    // Some 700 bytes each.
    private const int MostKept = 100_000;

    private static readonly GroupLimits Limits = new(MaxItems: 500, MaxWeight: 500, MaxWaiting: 20_000, TimeSpan.FromSeconds(3));

    private readonly MemoryCache _kept = new(new MemoryCacheOptions { SizeLimit = MostKept });

    /// <summary>The instance; null where it is unknown or deleted.</summary>
    /// <exception cref="UnavailableException">It is not in memory and the database does not answer.</exception>
    public async ValueTask<KnownInstance?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        _kept.TryGetValue(id, out KnownInstance? known) ? known : await AddAsync(id, cancellationToken);

    /// <summary>The instance has changed: the next look-up asks the database.</summary>
    public void Forget(Guid id) => _kept.Remove(id);

    /// <summary>Any instance may have changed.</summary>
    public void ForgetAll() => _kept.Clear();

    /// <inheritdoc/>
    public override void Dispose()
    {
        _kept.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override int Weigh(Guid item) => 1;

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<KnownInstance?>> CommitAsync(IReadOnlyList<Guid> items, CancellationToken cancellationToken)
    {
        var found = new Dictionary<Guid, KnownInstance>();
        foreach (var instance in await store.FindAsync([.. items.Distinct()], cancellationToken))
        {
            if (!PublicKey.TryImport(SignatureAlgorithm.Ed25519, instance.PublicKey, KeyBlobFormat.RawPublicKey, out var key) || key is null)
                continue;

            var known = new KnownInstance(instance.Id, key, instance.Status, instance.Application, instance.Version);
            found.Add(known.Id, known);

            // A change that commits while this was on its way may be forgotten before it is kept: the change feed forgets it again.
            if (known.Status == InstanceStatus.Active)
                _kept.Set(known.Id, known, new MemoryCacheEntryOptions { Size = 1 });
        }

        return [.. items.Select(found.GetValueOrDefault)];
    }
}
