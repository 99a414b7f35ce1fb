using System.Runtime.InteropServices;
using System.Threading.Channels;
using Telemetry.Gateway.Settings;

namespace Telemetry.Gateway.RateLimiting;

/// <summary>
/// One token bucket per client for all its posts: RATE_LIMIT tokens, refilled continuously within a minute. <para> A bucket is one number,
/// the time at which it is full again; a taken token adds its refill time. System.Threading.RateLimiting is not used: its buckets cannot be
/// counted and so not bounded, use only the machine's clock, and refill twice after a pause (measured on 10.0: limit 600, nine seconds
/// idle, 692 admitted at once through its PartitionedRateLimiter). </para> <para>Tokens may be negative: several gateways spend from the
/// same bucket between two syncs (<see cref="BucketSync"/>).</para>
/// </summary>
internal sealed class RateLimiter
{
    private const int MaxClients = 100_000;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly int _limit;
    private readonly TimeSpan _oneToken;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly ClientTable<ClientKey, Bucket> _buckets;

    // Clients whose bucket has pending tokens. In a gateway that does not sync it stays full.
    private readonly Channel<ClientKey> _changed = Channel.CreateBounded<ClientKey>(MaxClients);

    public RateLimiter(GatewaySettings settings, TimeProvider time)
    {
        _limit = settings.RateLimit;
        _oneToken = _limit == 0 ? TimeSpan.Zero : Minute / _limit;
        _time = time;
        _start = time.GetTimestamp();
        _buckets = new(idle: Minute, MaxClients, time);
    }

    public bool IsOn => _limit > 0;

    public Decision Take(ClientKey client) => _buckets.Update(client, (ref Bucket bucket) =>
    {
        var now = Now;
        var afterwards = Later(bucket.FullAt, now) + _oneToken;
        var missing = afterwards - now - (_oneToken * _limit);
        if (missing > TimeSpan.Zero)
            return Describe(bucket.FullAt, now) with { RetryAfter = missing };

        bucket.FullAt = afterwards;
        if (bucket.Pending > 0 || _changed.Writer.TryWrite(client))
            bucket.Pending++;
        return Describe(bucket.FullAt, now);
    });

    /// <summary>Takes no token.</summary>
    public Decision Get(ClientKey client) => Describe(_buckets.Get(client).FullAt, Now);

    /// <summary>The tokens that clients took since the last call.</summary>
    public IReadOnlyList<Usage> Drain(int maxClients)
    {
        var drained = new List<Usage>();
        while (drained.Count < maxClients && _changed.Reader.TryRead(out var client))
        {
            // Null: the bucket was evicted meanwhile.
            if (_buckets.UpdateExisting(client, (ref Bucket bucket) => Drain(client, ref bucket)) is { } usage)
                drained.Add(usage);
        }

        return drained;
    }

    /// <summary>
    /// Merges the state of all gateways, which can only empty a bucket further. The time until it is full includes all drained tokens and
    /// no pending ones of this limiter.
    /// </summary>
    public void Merge(ClientKey client, TimeSpan untilFull) => _buckets.UpdateExisting(client, (ref Bucket bucket) =>
        bucket.FullAt = Later(bucket.FullAt, Now + untilFull + (bucket.Pending * _oneToken)));

    private TimeSpan Now => _time.GetElapsedTime(_start);

    private static TimeSpan Later(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private Usage Drain(ClientKey client, ref Bucket bucket)
    {
        var usage = new Usage(client, bucket.Pending * _oneToken, Later(bucket.FullAt, Now) - Now);
        bucket.Pending = 0;
        return usage;
    }

    private Decision Describe(TimeSpan fullAt, TimeSpan now)
    {
        var untilFull = Later(fullAt, now) - now;
        return new Decision(
            _limit,
            Math.Max(0, (int)((_oneToken * _limit - untilFull) / _oneToken)),
            _time.GetUtcNow() + untilFull,
            RetryAfter: TimeSpan.Zero);
    }

    /// <summary>A RetryAfter other than zero refuses the request: the next token comes after this time.</summary>
    public sealed record Decision(int Limit, int Remaining, DateTimeOffset Reset, TimeSpan RetryAfter)
    {
        public bool Admitted => RetryAfter == TimeSpan.Zero;
    }

    /// <summary>
    /// Taken is the refill time of the tokens taken since the last drain, UntilFull the time until the bucket is full as far as this
    /// limiter knows.
    /// </summary>
    [StructLayout(LayoutKind.Auto)]
    public readonly record struct Usage(ClientKey Client, TimeSpan Taken, TimeSpan UntilFull);

    // Pending: tokens taken since the last drain.
    [StructLayout(LayoutKind.Auto)]
    private record struct Bucket(TimeSpan FullAt, int Pending);
}
