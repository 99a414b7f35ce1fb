using Microsoft.Extensions.Time.Testing;
using Telemetry.Gateway.RateLimiting;

namespace Telemetry.Tests.Gateway;

public sealed class RateLimiterTests
{
    private static readonly ClientKey A = ClientKey.Of(IPAddress.Parse("203.0.113.1"));
    private static readonly ClientKey B = ClientKey.Of(IPAddress.Parse("203.0.113.2"));
    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(60)]
    [InlineData(999)]
    public void A_new_client_can_take_the_whole_limit_at_once(int limit) =>
        Assert.Equal(limit, Admitted(Limiter(limit), A, attempts: limit + 50));

    [Fact]
    public void A_pause_refills_the_bucket_up_to_the_limit()
    {
        var limiter = Limiter(60);
        Admitted(limiter, A, 1);

        _time.Advance(TimeSpan.FromHours(5));

        Assert.Equal(60, Admitted(limiter, A, attempts: 100));
    }

    [Fact]
    public void Tokens_are_refilled_one_by_one()
    {
        var limiter = Limiter(60);
        Admitted(limiter, A, 60);

        _time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Equal(0, Admitted(limiter, A, attempts: 5));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, Admitted(limiter, A, attempts: 5));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(10, Admitted(limiter, A, attempts: 20));
    }

    [Fact]
    public void A_continuous_client_gets_the_limit_each_minute_after_the_burst()
    {
        var limiter = Limiter(60);
        Admitted(limiter, A, 60);

        var admitted = 0;
        for (var step = 0; step < 600; step++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            admitted += Admitted(limiter, A, attempts: 3);
        }

        Assert.Equal(60, admitted);
    }

    [Fact]
    public void Retry_after_is_the_time_until_the_next_token()
    {
        var limiter = Limiter(6);
        Admitted(limiter, A, 6);
        _time.Advance(TimeSpan.FromSeconds(3));

        var refused = limiter.Take(A);

        Assert.False(refused.Admitted);
        Assert.Equal(TimeSpan.FromSeconds(7), refused.RetryAfter);
        _time.Advance(refused.RetryAfter);
        Assert.True(limiter.Take(A).Admitted);
    }

    [Fact]
    public void A_decision_has_the_remaining_tokens_and_the_reset_time()
    {
        var limiter = Limiter(60);

        var first = limiter.Take(A);
        var second = limiter.Take(A);
        _time.Advance(TimeSpan.FromMilliseconds(1500));

        Assert.Equal((60, 59, _time.Start.AddSeconds(1)), (first.Limit, first.Remaining, first.Reset));
        Assert.Equal((60, 58, _time.Start.AddSeconds(2)), (second.Limit, second.Remaining, second.Reset));
        Assert.Equal((60, 59, _time.Start.AddSeconds(2)), (limiter.Get(A).Limit, limiter.Get(A).Remaining, limiter.Get(A).Reset));
    }

    [Fact]
    public void Each_client_has_its_own_bucket()
    {
        var limiter = Limiter(2);
        Admitted(limiter, A, 10);

        Assert.Equal(2, Admitted(limiter, B, attempts: 10));
    }

    [Fact]
    public void Concurrent_requests_share_one_bucket()
    {
        var limiter = Limiter(60);
        var admitted = 0;

        Parallel.For(0, 1000, _ =>
        {
            if (limiter.Take(A).Admitted)
                Interlocked.Increment(ref admitted);
        });

        Assert.Equal(60, admitted);
    }

    private static int Admitted(RateLimiter limiter, ClientKey client, int attempts) =>
        Enumerable.Range(0, attempts).Count(_ => limiter.Take(client).Admitted);

    private RateLimiter Limiter(int limit) => new(new GatewaySettings { RateLimit = limit }, _time);
}
