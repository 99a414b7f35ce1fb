using Microsoft.Extensions.DependencyInjection;
using Telemetry.Aggregation.Cache;
using Telemetry.Tests.Fixtures;

namespace Telemetry.Tests.Aggregation.Reads;

/// <summary>The responses about runs that are cached, and for which audience.</summary>
[Collection(Servers.OfReads)]
public sealed class CachedResponseTests(Servers servers) : ReadsTest(servers)
{
    protected override AggregationApp NewApp(string database) =>
        new(database, Servers.RabbitMq, Servers.Redis, settings: ("PUBLIC_DASHBOARD", "true"));

    [Theory]
    [InlineData("/api/dashboard", true)]
    [InlineData("/api/dashboard?days=7&repo=all", true)]
    [InlineData("/api/scripts?days=365&repo=external", true)]
    [InlineData("/api/errors", true)]
    [InlineData("/api/repo-slugs?days=1", true)]
    [InlineData("/metrics", true)]
    [InlineData("/stats/architecture", true)]
    [InlineData("/deployments", true)]
    [InlineData("/api/dashboard?days=31", false)]
    [InlineData("/api/dashboard?slug=a/b", false)]
    [InlineData("/api/scripts?days=7&slug=x", false)]
    [InlineData("/api/errors?days=2", false)]
    [InlineData("/api/records", false)]
    [InlineData("/api/records?app=a", false)]
    [InlineData("/api/cleanup/status", false)]
    public async Task What_there_is_a_bounded_number_of_is_kept(string path, bool kept)
    {
        await Eventually.TrueAsync(
            "Redis is believed", TimeSpan.FromSeconds(20), async () => await StateAsync("/api/v1/admin/stats") == "HIT");

        Assert.Equal("MISS", await StateAsync(path));
        if (kept)
            await Eventually.TrueAsync("kept", TimeSpan.FromSeconds(20), async () => await StateAsync(path) == "HIT");
        else
            Assert.Equal("MISS", await StateAsync(path));
    }

    [Theory]
    [InlineData("/api/dashboard")]
    [InlineData("/api/errors")]
    public async Task The_admins_answer_is_not_everybodys(string path)
    {
        await App.StoreAsync(new TestRun { ExecutionId = "secret" }.Fails(1, "secret log"));
        await Eventually.TrueAsync("kept for the admin", TimeSpan.FromSeconds(20), async () => await StateAsync(path) == "HIT");

        Assert.DoesNotContain("secret", Text(await JsonAsync(path, admin: false)), StringComparison.Ordinal);
        Assert.Contains("secret", Text(await JsonAsync(path)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_usual_ranges_are_there_before_they_are_asked_for_and_a_new_day_is_a_new_question()
    {
        await Eventually.TrueAsync(
            "Redis is believed", TimeSpan.FromSeconds(20), async () => await StateAsync("/api/v1/admin/stats") == "HIT");

        await App.Services.GetRequiredService<WarmUp>().RunAsync(CancellationToken.None);

        foreach (var days in new[] { 1, 7, 30, 90, 365 })
        {
            Assert.Equal("HIT", await StateAsync($"/api/scripts?days={days}"));
            foreach (var name in new[] { "dashboard", "errors" })
            {
                Assert.Equal("HIT", await StateAsync($"/api/{name}?days={days}"));
                Assert.Equal("HIT", Assert.Single((await AskAsync($"/api/{name}?days={days}", admin: false)).Headers.GetValues("X-Cache")));
            }
        }

        App.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal("MISS", await StateAsync("/api/dashboard"));
    }

    private async Task<string> StateAsync(string path) => Assert.Single((await AskAsync(path)).Headers.GetValues("X-Cache"));
}
