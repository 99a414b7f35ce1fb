using Telemetry.Aggregation.Runs;

namespace Telemetry.Tests.Aggregation;

[Collection(Servers.OfAggregation)]
public sealed class RefusedTests(RunHost host) : AggregationTest<RunHost>(host)
{
    [Fact]
    public async Task A_refused_post_is_kept_in_quarantine_once()
    {
        var refused = Refused("""{"nsapp": """);

        await App.StoreAsync(refused, refused, Refused("not json either"));
        await App.StoreAsync(refused);

        Assert.Equal(["refused | 0 | 2 | 2"], await App.AccountAsync());
        Assert.Equal(
            ["refused | invalid json | not json either", """refused | invalid json | {"nsapp": """],
            await App.RowsAsync("select kind, reason, body from analytics.quarantine"));
    }

    [Theory]
    [InlineData("a\0b", "a\uFFFDb")]
    [InlineData(null, "")]
    public async Task A_body_that_no_text_can_hold_is_kept_as_far_as_it_goes(string? body, string kept)
    {
        await App.StoreAsync(Refused(body));

        Assert.Equal([kept], await App.RowsAsync("select body from analytics.quarantine"));
    }

    [Fact]
    public async Task Quarantine_is_kept_for_seven_days()
    {
        await App.StoreAsync(Refused("{"));

        App.Clock.Advance(TimeSpan.FromDays(6.9));
        await App.KeepPartitionsAsync();
        Assert.Equal(1, await App.ScalarAsync<long>("select count(*) from analytics.quarantine"));

        App.Clock.Advance(TimeSpan.FromDays(0.2));
        await App.KeepPartitionsAsync();
        Assert.Equal(0, await App.ScalarAsync<long>("select count(*) from analytics.quarantine"));
    }

    public static PostRefused Refused(string? body) => new()
    {
        ReceivedAt = DateTimeOffset.UtcNow,
        Digest = RunKey.Of(body ?? ""),
        Reason = "invalid json",
        Body = body,
    };
}
