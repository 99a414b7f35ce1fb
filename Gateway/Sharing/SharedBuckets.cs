using StackExchange.Redis;
using Telemetry.Gateway.Clients;
using Telemetry.Gateway.Requests;
using Telemetry.ServiceDefaults.Redis;

namespace Telemetry.Gateway.Sharing;

/// <summary>
/// The rate limit's buckets in Redis: a number under the client's pseudonym, the moment of Redis' clock at which the bucket is full again,
/// kept until then. Each gateway adds what it has admitted and takes over what that makes together with the others.
/// </summary>
public sealed class SharedBuckets(RateLimiter limiter, ClientPseudonyms pseudonyms, RedisLink redis)
{
    // One exchange; whoever is over it has to wait for the next one.
    private const int MostClients = 4_000;

    // In one script: Redis does nothing else meanwhile, for a millisecond.
    private const int Piece = 500;

    // Microseconds, two for each key: what was taken, and until the bucket is full as far as the gateway knows. The latter puts right what
    // Redis has lost with a restart, or with the day under another name.
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

    /// <summary>Tells what was admitted here, and learns of these clients what was admitted elsewhere.</summary>
    /// <returns>Whether Redis answered. If it did not, these tokens may be told of or not; they are not told again.</returns>
    internal async Task<bool> ExchangeAsync()
    {
        var pieces = limiter.TakeNews(MostClients).Chunk(Piece).ToList();
        if (pieces.Count == 0)
            return true;

        var (answered, left) = await redis.TryAsync(database => Task.WhenAll(pieces.Select(piece => database.ScriptEvaluateAsync(Script, Keys(piece), Values(piece)))));
        if (!answered)
            return false;

        foreach (var (piece, answer) in pieces.Zip(left!))
        {
            foreach (var (usage, microseconds) in piece.Zip((long[])answer!))
                limiter.Learn(usage.Client, TimeSpan.FromMicroseconds(microseconds));
        }

        return true;
    }

    private RedisKey[] Keys(RateLimiter.Usage[] piece) => [.. piece.Select(usage => (RedisKey)Key(pseudonyms.Of(usage.Client)))];

    private static RedisValue[] Values(RateLimiter.Usage[] piece) =>
        [.. piece.SelectMany(usage => new[] { usage.Taken, usage.UntilFull }).Select(time => (RedisValue)(long)time.TotalMicroseconds)];

    private static byte[] Key(Pseudonym client)
    {
        var key = new byte[Prefix.Length + Pseudonym.Length];
        Prefix.CopyTo(key, 0);
        client.WriteTo(key.AsSpan(Prefix.Length));
        return key;
    }
}
