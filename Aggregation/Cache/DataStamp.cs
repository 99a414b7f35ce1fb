using StackExchange.Redis;
using Telemetry.ServiceDefaults.Redis;

namespace Telemetry.Aggregation.Cache;

/// <summary>
/// A random value in Redis that changes after every commit. An answer is kept with the stamp that was read before it was computed, so an
/// equal stamp says that nothing has arrived since.
/// </summary>
public sealed class DataStamp(RedisLink redis) : BackgroundService
{
    /// <summary>Where it is.</summary>
    internal const string Key = "analytics:stamp";

    /// <summary>Its length in bytes: a GUID's.</summary>
    internal const int Length = 16;

    // As long as a change is owed, answers of this process come from the database, and those of others may be this much too old.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private long _owed = 1;
    private long _paid;

    /// <summary>Whether Redis has not taken the latest change yet: what it says then is not to be believed.</summary>
    public bool IsOwed => Interlocked.Read(ref _paid) < Interlocked.Read(ref _owed);

    /// <summary>Grows with each change by this process.</summary>
    public long Version => Interlocked.Read(ref _owed);

    /// <summary>
    /// Data has been committed. There are a few commits per second, so each changes the stamp itself. Redis away: the change is owed, and
    /// paid as soon as it is back; the caller does not wait for that.
    /// </summary>
    public async Task ChangeAsync()
    {
        Interlocked.Increment(ref _owed);
        await PayAsync();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The process before this one may have ended between a commit and its change; hence one is owed from the start.
        using var timer = new PeriodicTimer(Pause);
        do
        {
            if (IsOwed)
                await PayAsync();
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task PayAsync()
    {
        var owed = Interlocked.Read(ref _owed);
        RedisValue stamp = Guid.NewGuid().ToByteArray();
        var (answered, _) = await redis.TryAsync(database => database.StringSetAsync(Key, stamp));
        if (!answered)
            return;

        for (var paid = Interlocked.Read(ref _paid); paid < owed; paid = Interlocked.Read(ref _paid))
            Interlocked.CompareExchange(ref _paid, owed, paid);
    }
}
