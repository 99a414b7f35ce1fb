using Telemetry.Aggregation.Cache;
using Telemetry.ServiceDefaults.Redis;

namespace Telemetry.Tests.Aggregation;

/// <summary>Cached responses: right, fast, and never needed.</summary>
[Collection(Servers.OfAggregation)]
public sealed class CacheTests(RelayedHost host) : AggregationTest<RelayedHost>(host)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_cached_response_serves_until_data_arrive()
    {
        var instance = new TestInstance();
        await App.PublishAsync(AggregationApp.Batch(instance.Becomes(InstanceStatus.Active), instance.Sends("""{"users":1}""")));
        await ShowsAsync(users: 1);
        await BecomesAsync("HIT", "stats");

        await App.PublishAsync(AggregationApp.Batch(instance.Sends("""{"users":2}""")));

        await ShowsAsync(users: 2);
        await BecomesAsync("HIT", "stats");
    }

    [Fact]
    public async Task While_data_arrive_a_cached_response_serves_for_a_second()
    {
        await BecomesAsync("HIT", "stats");

        await Services<DataStamp>().InvalidateAsync();
        Assert.Equal("STALE", (await GetAsync("stats")).State);

        App.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("MISS", (await GetAsync("stats")).State);
        await BecomesAsync("HIT", "stats");
    }

    [Fact]
    public async Task What_an_admin_edits_is_never_stale()
    {
        await App.StoreAsync(new TestInstance().Becomes(InstanceStatus.Active));
        await BecomesAsync("HIT", "applications");

        await Services<DataStamp>().InvalidateAsync();

        Assert.Equal("MISS", (await GetAsync("applications")).State);
    }

    [Fact]
    public async Task Requests_at_the_same_time_share_one_query()
    {
        await BecomesAsync("HIT", "stats");
        var computed = 0;
        var go = new TaskCompletionSource();
        var query = new CachedQuery($"shared {Guid.NewGuid()}", async _ =>
        {
            Interlocked.Increment(ref computed);
            await go.Task;
            return [1];
        });

        var requests = Enumerable.Range(0, 50)
            .Select(_ => Services<ResponseCache>().GetOrCreateAsync(query, CancellationToken.None))
            .ToArray();
        go.SetResult();

        Assert.All(await Task.WhenAll(requests), response => Assert.Equal([1], response.Body));
        Assert.InRange(computed, 1, 2);
    }

    [Fact]
    public async Task A_request_after_a_change_by_another_process_does_not_get_a_response_from_before()
    {
        await BecomesAsync("HIT", "stats");
        byte computed = 0;
        var go = new TaskCompletionSource();
        var query = new CachedQuery($"shared {Guid.NewGuid()}", async _ =>
        {
            var mine = ++computed;
            await go.Task;
            return [mine];
        });

        var before = Services<ResponseCache>().GetOrCreateAsync(query, CancellationToken.None);
        await Eventually.TrueAsync("it is being computed", Soon, () => Task.FromResult(computed == 1));
        await Services<RedisLink>().TryAsync(redis => redis.StringSetAsync("analytics:stamp", Guid.NewGuid().ToByteArray()));
        var after = Services<ResponseCache>().GetOrCreateAsync(query, CancellationToken.None);
        await Eventually.TrueAsync("it is computed again", Soon, () => Task.FromResult(computed == 2));
        go.SetResult();

        Assert.Equal([1], (await before).Body);
        Assert.Equal([2], (await after).Body);
    }

    [Fact]
    public async Task The_warm_up_set_is_cached_before_it_is_requested()
    {
        await App.StoreAsync(new TestInstance().Becomes(InstanceStatus.Active));
        await BecomesAsync("HIT", "metrics/Ghost?period=24h");
        await Services<DataStamp>().InvalidateAsync();
        App.Clock.Advance(TimeSpan.FromSeconds(2));

        await Services<WarmUp>().RunAsync(CancellationToken.None);

        foreach (var path in new[]
        {
            "stats", "applications", "metrics/Ghost?period=24h", "metrics/Ghost?period=7d", "metrics/Ghost?period=30d",
        })
            Assert.Equal("HIT", (await GetAsync(path)).State);
        Assert.Equal("MISS", (await GetAsync("metrics/Ghost?period=1y")).State);
    }

    [Fact]
    public async Task With_Redis_away_or_frozen_everything_works_and_is_right()
    {
        var instance = new TestInstance();
        var users = 0;
        await App.PublishAsync(AggregationApp.Batch(instance.Becomes(InstanceStatus.Active)));
        await App.SettleAsync(1);
        await BecomesAsync("HIT", "stats");
        foreach (var harm in new[] { Host.Redis.Cut, Host.Redis.Freeze })
        {
            harm();
            for (var i = 0; i < 3; i++)
            {
                users++;
                await App.PublishAsync(AggregationApp.Batch(instance.Sends($$"""{"users":{{users}}}""")));
                await ShowsAsync(users);
            }

            Assert.Equal("MISS", (await GetAsync("stats")).State);

            // The pending invalidation is sent before anything is read from the cache again.
            Host.Redis.Restore();
            await BecomesAsync("HIT", "stats");
            await ShowsAsync(users);
        }
    }

    [Fact]
    public async Task With_the_database_away_reads_are_503_and_reports_wait()
    {
        var instance = new TestInstance();
        await App.PublishAsync(AggregationApp.Batch(instance.Becomes(InstanceStatus.Active)));
        await App.SettleAsync(1);

        Host.Postgres.Cut();
        await App.PublishAsync(AggregationApp.Batch(instance.Sends("""{"users":2}""")));
        foreach (var path in new[] { "instances", $"instances/{instance.Id}", "metrics/Ghost?period=1y", "applications/ghost" })
        {
            var response = await App.SendAsync(HttpMethod.Get, path);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.NotNull(response.Headers.RetryAfter);
            Assert.Equal("text/plain", response.Content.Headers.ContentType?.MediaType);
        }

        Host.Postgres.Restore();
        await ShowsAsync(users: 2);
    }

    [Fact]
    public async Task With_the_database_frozen_reads_end_after_its_deadline()
    {
        Host.Postgres.Freeze();

        var responses = await Task.WhenAll(
            new[] { "stats", "instances", "applications" }.Select(path => App.SendAsync(HttpMethod.Get, path)));

        Assert.All(responses, response => Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode));
        Host.Postgres.Restore();
        await Eventually.TrueAsync("stats", Soon, async () => (await App.SendAsync(HttpMethod.Get, "stats")).IsSuccessStatusCode);
    }

    private T Services<T>()
        where T : notnull => App.Services.GetRequiredService<T>();

    private async Task<(string State, string Body)> GetAsync(string path)
    {
        var response = await App.SendAsync(HttpMethod.Get, path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (Assert.Single(response.Headers.GetValues("X-Cache")), await response.Content.ReadAsStringAsync());
    }

    private Task<TimeSpan> BecomesAsync(string state, string path) =>
        Eventually.TrueAsync($"{path} is a {state}", Soon, async () => (await GetAsync(path)).State == state);

    private Task<TimeSpan> ShowsAsync(int users) => Eventually.TrueAsync(
        $"{users} users",
        Soon,
        async () => (await App.SendAsync(HttpMethod.Get, "stats")) is { IsSuccessStatusCode: true } response
            && (await response.Content.ReadAsStringAsync()).Contains($"\"users\" : {users} }}", StringComparison.Ordinal));
}
