using System.Runtime.InteropServices;
using System.Threading.Channels;
using Telemetry.Gateway.Clients;
using Telemetry.Gateway.Settings;

namespace Telemetry.Gateway.Requests;

/// <summary>
/// One token bucket per client for all its posts: RATE_LIMIT tokens, refilled continuously within a minute.
/// <para>
/// A bucket is one number, the moment at which it will be full again; each token taken moves it by the time that one token takes to
/// come back. Not System.Threading.RateLimiting: its buckets cannot be counted and so not bounded, know no clock but the machine's, and
/// refill twice after a pause (measured on 10.0: limit 600, nine seconds idle, 692 admitted at once through its PartitionedRateLimiter).
/// </para>
/// <para>
/// It decides by what it knows. What other gateways admitted it learns by and by (Sharing), and may then find that a bucket is emptier
/// than empty: what was too much has to come back first.
/// </para>
/// </summary>
public sealed class RateLimiter
{
    private const int MostClients = 100_000;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly int _limit;
    private readonly TimeSpan _oneToken;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly ClientTable<ClientKey, Bucket> _buckets;

    // Clients with something untold. It fills up where there is nobody to tell.
    private readonly Channel<ClientKey> _news = Channel.CreateBounded<ClientKey>(MostClients);

    /// <summary>Makes an empty limiter: every bucket is full.</summary>
    public RateLimiter(GatewaySettings settings, TimeProvider time)
    {
        _limit = settings.RateLimit;
        _oneToken = _limit == 0 ? TimeSpan.Zero : Minute / _limit;
        _time = time;
        _start = time.GetTimestamp();
        _buckets = new(idle: Minute, MostClients, time);
    }

    /// <summary>Whether there is a limit.</summary>
    public bool IsOn => _limit > 0;

    /// <summary>Takes one token, if there is one.</summary>
    public Decision Take(ClientKey client) => _buckets.Update(client, (ref Bucket bucket) =>
    {
        var now = Now;
        var afterwards = Later(bucket.FullAt, now) + _oneToken;
        var missing = afterwards - now - (_oneToken * _limit);
        if (missing > TimeSpan.Zero)
            return Describe(bucket.FullAt, now) with { RetryAfter = missing };

        bucket.FullAt = afterwards;
        if (bucket.Untold > 0 || _news.Writer.TryWrite(client))
            bucket.Untold++;
        return Describe(bucket.FullAt, now);
    });

    /// <summary>Takes nothing.</summary>
    public Decision Look(ClientKey client) => Describe(_buckets.Read(client).FullAt, Now);

    /// <summary>What was admitted since it was last asked for, of some clients.</summary>
    public IReadOnlyList<Usage> TakeNews(int mostClients)
    {
        var news = new List<Usage>();
        while (news.Count < mostClients && _news.Reader.TryRead(out var client))
        {
            // Null: forgotten meanwhile, as the longest silent of too many.
            if (_buckets.Amend(client, (ref Bucket bucket) => Tell(client, ref bucket)) is { } usage)
                news.Add(usage);
        }

        return news;
    }

    /// <summary>Takes over what is known of a client elsewhere; what it knows itself stays the least.</summary>
    /// <param name="client">The client.</param>
    /// <param name="untilFull">Until its bucket is full again, with all that this limiter has told of and nothing that it has not.</param>
    public void Learn(ClientKey client, TimeSpan untilFull) => _buckets.Amend(client, (ref Bucket bucket) =>
        bucket.FullAt = Later(bucket.FullAt, Now + untilFull + (bucket.Untold * _oneToken)));

    private TimeSpan Now => _time.GetElapsedTime(_start);

    private static TimeSpan Later(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private Usage Tell(ClientKey client, ref Bucket bucket)
    {
        var usage = new Usage(client, bucket.Untold * _oneToken, Later(bucket.FullAt, Now) - Now);
        bucket.Untold = 0;
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

    /// <summary>What the limiter says.</summary>
    /// <param name="Limit">Tokens of a full bucket.</param>
    /// <param name="Remaining">Whole tokens left.</param>
    /// <param name="Reset">When the bucket is full again.</param>
    /// <param name="RetryAfter">Not zero: refused, and the next token comes after this time.</param>
    public sealed record Decision(int Limit, int Remaining, DateTimeOffset Reset, TimeSpan RetryAfter)
    {
        /// <summary>Whether a token was taken.</summary>
        public bool Admitted => RetryAfter == TimeSpan.Zero;
    }

    /// <summary>What a client has used.</summary>
    /// <param name="Client">The client.</param>
    /// <param name="Taken">The time that the tokens taken since the last news take to come back.</param>
    /// <param name="UntilFull">Until its bucket is full again, as far as is known here.</param>
    [StructLayout(LayoutKind.Auto)]
    public readonly record struct Usage(ClientKey Client, TimeSpan Taken, TimeSpan UntilFull);

    // Untold: tokens that were taken since the last news.
    [StructLayout(LayoutKind.Auto)]
    private record struct Bucket(TimeSpan FullAt, int Untold);
}
