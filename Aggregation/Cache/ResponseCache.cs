using System.Collections.Concurrent;
using StackExchange.Redis;
using Telemetry.Aggregation.Observability;
using Telemetry.ServiceDefaults.Redis;
using Telemetry.Aggregation.Settings;

namespace Telemetry.Aggregation.Cache;

/// <summary>
/// Finished responses in Redis (docs/rules.md, rule 8). An entry with the current data stamp is valid for CACHE_TTL_SECONDS; with an older
/// stamp it is served for a second. Concurrent misses of one key share one query. Without Redis only that sharing remains.
/// </summary>
internal sealed class ResponseCache(
    RedisLink redis, DataStamp stamp, AggregationSettings settings, AggregationMetrics metrics, TimeProvider time)
{
    private static readonly TimeSpan StaleFor = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<(string Key, long Version, Guid? Stamp), Lazy<Task<byte[]?>>> _computing = new();

    public async Task<CachedResponse> GetOrCreateAsync(CachedQuery query, CancellationToken cancellationToken)
    {
        var (current, entry) = query.IsCached ? await ReadAsync(query) : default;
        var response = entry switch
        {
            null => null,
            _ when entry.Stamp == current => new CachedResponse(entry.Body, CachedResponse.Hit),
            _ when query.MayBeStale && (time.GetUtcNow() - entry.ComputedAt).Duration() < StaleFor => new(entry.Body, CachedResponse.Stale),
            _ => null,
        };
        response ??= new(await ComputeOnceAsync(query, current).WaitAsync(cancellationToken), CachedResponse.Miss);

        metrics.CountRead(response.State);
        return response;
    }

    /// <summary>Computes a response and caches it, even if there is an entry.</summary>
    public async Task RefreshAsync(CachedQuery query, CancellationToken cancellationToken)
    {
        var (current, _) = await ReadAsync(query);
        if (current is not null)
            await ComputeOnceAsync(query, current).WaitAsync(cancellationToken);
    }

    // Stamp and entry are read in one round trip, so an invalidation by any process holds for the next response of every process. Without a
    // trusted stamp the cache is neither read nor written.
    private async Task<(Guid? Stamp, CacheEntry? Entry)> ReadAsync(CachedQuery query)
    {
        if (settings.CacheTtl == TimeSpan.Zero || stamp.HasPendingInvalidation)
            return (null, null);

        var (succeeded, values) = await redis.TryAsync(database => database.StringGetAsync([DataStamp.Key, RedisKeyOf(query)]));
        if (!succeeded)
            return (null, null);
        if ((byte[]?)values![0] is { Length: DataStamp.Length } current)
            return (new Guid(current), CacheEntry.FromBytes(values[1]));

        // Redis has lost the stamp, with or without the entries.
        await stamp.InvalidateAsync();
        return (null, null);
    }

    // Version and stamp are part of the key: a query that began before an invalidation is not shared with requests that come after it.
    private Task<byte[]?> ComputeOnceAsync(CachedQuery query, Guid? current)
    {
        var key = (query.Key, stamp.Version, current);
        return _computing.GetOrAdd(key, _ => new(() => ComputeAsync(query, current, key))).Value;
    }

    private async Task<byte[]?> ComputeAsync(CachedQuery query, Guid? current, (string Key, long Version, Guid? Stamp) key)
    {
        // Returns to the dictionary first, so that the entry is there when it is removed below.
        await Task.Yield();
        try
        {
            // Several requests wait for the result, so it has its own deadline instead of a request's token.
            using var deadline = new CancellationTokenSource(Database.Deadline, time);
            var computedAt = time.GetUtcNow();
            var body = await query.ComputeAsync(deadline.Token);
            if (body is not null && current is { } computedUnder)
                await StoreAsync(query, new CacheEntry(computedUnder, computedAt, body));
            return body;
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException("The database did not answer in time", e);
        }
        finally
        {
            _computing.TryRemove(key, out _);
        }
    }

    private async Task StoreAsync(CachedQuery query, CacheEntry entry)
    {
        RedisValue bytes = entry.ToBytes();
        await redis.TryAsync(database => database.StringSetAsync(RedisKeyOf(query), bytes, settings.CacheTtl));
    }

    private static RedisKey RedisKeyOf(CachedQuery query) => $"analytics:response:{query.Key}";
}
