using Telemetry.Gateway.Clients;
using Telemetry.ServiceDefaults.Settings;

namespace Telemetry.Gateway.Requests;

/// <summary>
/// One token bucket per client for all its posts: RATE_LIMIT tokens, refilled continuously within a minute.
/// <para>
/// A bucket is one number, the moment at which it will be full again; each token taken moves it by the time that one token takes to
/// come back. Not System.Threading.RateLimiting: its buckets cannot be counted and so not bounded, know no clock but the machine's, and
/// refill twice after a pause (measured on 10.0: limit 600, nine seconds idle, 692 admitted at once through its PartitionedRateLimiter).
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
    private readonly ClientTable<TimeSpan> _fullAt;

    /// <summary>Makes an empty limiter: every bucket is full.</summary>
    public RateLimiter(GatewaySettings settings, TimeProvider time)
    {
        _limit = settings.RateLimit;
        _oneToken = _limit == 0 ? TimeSpan.Zero : Minute / _limit;
        _time = time;
        _start = time.GetTimestamp();
        _fullAt = new(idle: Minute, MostClients, time);
    }

    /// <summary>Whether there is a limit.</summary>
    public bool IsOn => _limit > 0;

    /// <summary>Takes one token, if there is one.</summary>
    public Decision Take(ClientKey client) => _fullAt.Update(client, (ref TimeSpan fullAt) =>
    {
        var now = Now;
        var afterwards = Later(fullAt, now) + _oneToken;
        var missing = afterwards - now - (_oneToken * _limit);
        if (missing > TimeSpan.Zero)
            return Describe(fullAt, now) with { RetryAfter = missing };

        fullAt = afterwards;
        return Describe(fullAt, now);
    });

    /// <summary>Takes nothing.</summary>
    public Decision Look(ClientKey client) => Describe(_fullAt.Read(client), Now);

    private TimeSpan Now => _time.GetElapsedTime(_start);

    private static TimeSpan Later(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private Decision Describe(TimeSpan fullAt, TimeSpan now)
    {
        var untilFull = Later(fullAt, now) - now;
        return new Decision(
            _limit,
            (int)((_oneToken * _limit - untilFull) / _oneToken),
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
}
