using StackExchange.Redis;
using Telemetry.ServiceDefaults.Redis;

namespace Telemetry.Aggregation.Cache;

/// <summary>
/// A random value in Redis that changes after every commit. A cache entry carries the stamp read before its response was computed; an equal
/// stamp says that no data has arrived since.
/// </summary>
internal sealed class DataStamp(RedisLink redis) : BackgroundService
{
    internal const string Key = "analytics:stamp";

    internal const int Length = 16;

    // While an invalidation is pending, this process does not read the cache, and other processes may serve entries that are stale for this
    // time.
    private static readonly TimeSpan RetryPeriod = TimeSpan.FromMilliseconds(500);

    // One invalidation is pending from the start: the previous process may have ended between a commit and its invalidation.
    private long _version = 1;
    private long _flushed;

    /// <summary>Entries in Redis cannot be trusted until it has taken the latest invalidation.</summary>
    internal bool HasPendingInvalidation => Interlocked.Read(ref _flushed) < Version;

    internal long Version => Interlocked.Read(ref _version);

    /// <summary>
    /// Invalidates all entries after a commit. While Redis is unreachable the invalidation is kept and sent after reconnect; the caller
    /// does not wait for that.
    /// </summary>
    public async Task InvalidateAsync()
    {
        Interlocked.Increment(ref _version);
        await FlushAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(RetryPeriod);
        do
        {
            if (HasPendingInvalidation)
                await FlushAsync();
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task FlushAsync()
    {
        var version = Version;
        RedisValue stamp = Guid.NewGuid().ToByteArray();
        var (succeeded, _) = await redis.TryAsync(database => database.StringSetAsync(Key, stamp));
        if (!succeeded)
            return;

        for (var flushed = Interlocked.Read(ref _flushed); flushed < version; flushed = Interlocked.Read(ref _flushed))
            Interlocked.CompareExchange(ref _flushed, version, flushed);
    }
}
