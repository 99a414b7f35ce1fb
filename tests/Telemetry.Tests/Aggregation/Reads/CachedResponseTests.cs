namespace Telemetry.Tests.Aggregation.Reads;

/// <summary>Which responses are cached, and for which audience.</summary>
[Collection(Servers.OfReads)]
public sealed class CachedResponseTests(CachedResponseTests.PublicHost host) : ReadsTest<CachedResponseTests.PublicHost>(host)
{
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
    public async Task Only_responses_with_a_bounded_number_of_keys_are_cached(string path, bool isCached)
    {
        await Eventually.TrueAsync("the cache is read", async () => await GetStateAsync("/api/v1/admin/stats") == "HIT");

        Assert.Equal("MISS", await GetStateAsync(path));
        if (isCached)
            await Eventually.TrueAsync("cached", async () => await GetStateAsync(path) == "HIT");
        else
            Assert.Equal("MISS", await GetStateAsync(path));
    }

    [Theory]
    [InlineData("/api/dashboard")]
    [InlineData("/api/errors")]
    public async Task A_response_cached_for_the_admin_is_not_served_to_the_public(string path)
    {
        await App.StoreAsync(new TestRun { ExecutionId = "secret" }.Fails(1, "secret log"));
        await Eventually.TrueAsync("cached for the admin", async () => await GetStateAsync(path) == "HIT");

        Assert.DoesNotContain("secret", Text(await GetJsonAsync(path, admin: false)), StringComparison.Ordinal);
        Assert.Contains("secret", Text(await GetJsonAsync(path)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Common_ranges_are_cached_before_the_first_request_and_a_new_day_has_a_new_key()
    {
        await Eventually.TrueAsync("the cache is read", async () => await GetStateAsync("/api/v1/admin/stats") == "HIT");

        await WarmsUpAsync(async () =>
        {
            var states = new List<string?>();
            foreach (var days in new[] { 1, 7, 30, 90, 365 })
            {
                states.Add(await GetStateAsync($"/api/scripts?days={days}"));
                foreach (var name in new[] { "dashboard", "errors" })
                {
                    states.Add(await GetStateAsync($"/api/{name}?days={days}"));
                    states.Add(await GetStateAsync($"/api/{name}?days={days}", admin: false));
                }
            }

            return states;
        });

        App.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal("MISS", await GetStateAsync("/api/dashboard"));
    }

    private async Task<string> GetStateAsync(string path, bool admin = true) =>
        Assert.Single((await GetAsync(path, admin)).Headers.GetValues("X-Cache"));

    public sealed class PublicHost(Servers servers) : AggregationHost(servers)
    {
        protected override (string Name, string Value)[] Settings => [("PUBLIC_DASHBOARD", "true")];
    }
}
