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
    public async Task A_NUL_in_a_body_is_replaced_and_a_missing_body_is_stored_as_empty(string? body, string kept)
    {
        await App.StoreAsync(Refused(body));

        Assert.Equal([kept], await App.RowsAsync("select body from analytics.quarantine"));
    }

    [Fact]
    public async Task Quarantined_reports_are_deleted_after_7_days()
    {
        await App.StoreAsync(Refused("{"));

        App.Clock.Advance(TimeSpan.FromDays(6.9));
        await App.MaintainPartitionsAsync();
        Assert.Equal(1, await App.ScalarAsync<long>("select count(*) from analytics.quarantine"));

        App.Clock.Advance(TimeSpan.FromDays(0.2));
        await App.MaintainPartitionsAsync();
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
