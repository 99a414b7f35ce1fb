using StackExchange.Redis;
using Telemetry.ServiceDefaults.Redis;

namespace Telemetry.Gateway.RateLimiting;

/// <summary>
/// The rate limit's buckets in Redis: a client's pseudonym as key, the time (by Redis' clock) at which the bucket is full again as value
/// and expiry. Each gateway adds the tokens it took and merges the sum of all gateways.
/// </summary>
internal sealed class BucketSync(RateLimiter limiter, ClientPseudonyms pseudonyms, RedisLink redis) : ISyncedState
{
    // Per sync; the other clients wait for the next one.
    private const int MaxClients = 4_000;

    // Per script: a script of this size blocks Redis for a millisecond.
    private const int ScriptSize = 500;

    // Microseconds, two values per key: the refill time of the taken tokens, and the time until the bucket is full as far as this gateway
    // knows. The second one restores buckets after a restart of Redis or a change of pseudonyms at midnight.
    private const string Script =
        """
        local time = redis.call('time')
        local now = time[1] * 1000000 + time[2]
        local left = {}
        for i, key in ipairs(KEYS) do
          local full = math.max(tonumber(redis.call('get', key) or now), now) + ARGV[2 * i - 1]
          full = math.max(full, now + ARGV[2 * i])
          redis.call('set', key, string.format('%.0f', full), 'px', math.ceil((full - now) / 1000))
          left[i] = full - now
        end
        return left
        """;

    private static readonly byte[] Prefix = [.. "gateway:bucket:"u8];

    public async Task<bool> SyncAsync()
    {
        // Taken tokens are sent at most once: after a lost response it is unknown whether Redis has them.
        var chunks = limiter.Drain(MaxClients).Chunk(ScriptSize).ToList();
        var (succeeded, results) = chunks.Count == 0
            ? (true, [])
            : await redis.TryAsync(database =>
                Task.WhenAll(chunks.Select(chunk => database.ScriptEvaluateAsync(Script, Keys(chunk), Values(chunk)))));
        if (!succeeded)
            return false;

        foreach (var (usage, microseconds) in chunks.SelectMany(chunk => chunk).Zip(results!.SelectMany(result => (long[])result!)))
            limiter.Merge(usage.Client, TimeSpan.FromMicroseconds(microseconds));
        return true;
    }

    private RedisKey[] Keys(RateLimiter.Usage[] chunk) =>
        [.. chunk.Select(usage => (RedisKey)(byte[])[.. Prefix, .. pseudonyms.Today(usage.Client).ToBytes()])];

    private static RedisValue[] Values(RateLimiter.Usage[] chunk) =>
        [.. chunk.SelectMany(usage => new[] { usage.Taken, usage.UntilFull }).Select(time => (RedisValue)(long)time.TotalMicroseconds)];
}
