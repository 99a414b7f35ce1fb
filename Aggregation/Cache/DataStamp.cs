using StackExchange.Redis;
using Telemetry.ServiceDefaults.Redis;

namespace Telemetry.Aggregation.Cache;

/// <summary>
/// A random value in Redis that changes after every commit. A cache entry has the stamp that was read before its response was computed, so
/// an equal stamp says that no data has arrived since.
/// </summary>
internal sealed class DataStamp(RedisLink redis) : BackgroundService
{
    internal const string Key = "analytics:stamp";

    /// <summary>In bytes: a GUID's.</summary>
    internal const int Length = 16;

    // While an invalidation is pending, this process does not read the cache, and other processes may serve entries that are this much too
    // old.
    private static readonly TimeSpan RetryPeriod = TimeSpan.FromMilliseconds(500);

    // One invalidation is pending from the start: the previous process may have ended between a commit and its invalidation.
    private long _version = 1;
    private long _flushed;

    /// <summary>Whether Redis has not taken the latest invalidation yet: its entries cannot be trusted.</summary>
    internal bool HasPendingInvalidation => Interlocked.Read(ref _flushed) < Version;

    /// <summary>Grows with each invalidation by this process.</summary>
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

    /// <inheritdoc/>
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
        var (answered, _) = await redis.TryAsync(database => database.StringSetAsync(Key, stamp));
        if (!answered)
            return;

        for (var flushed = Interlocked.Read(ref _flushed); flushed < version; flushed = Interlocked.Read(ref _flushed))
            Interlocked.CompareExchange(ref _flushed, version, flushed);
    }
}
