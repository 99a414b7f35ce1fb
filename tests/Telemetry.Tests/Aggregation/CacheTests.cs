using Telemetry.Aggregation.Cache;
using Telemetry.ServiceDefaults.Redis;

namespace Telemetry.Tests.Aggregation;

[Collection(Servers.OfAggregation)]
public sealed class CacheTests(RelayedHost host) : AggregationTest<RelayedHost>(host)
{
    [Fact]
    public async Task A_cached_response_is_served_until_new_data_arrives()
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
    public async Task An_invalidated_response_is_served_stale_for_one_second()
    {
        // A call of Redis that takes long is a miss.
        await Eventually.TrueAsync("stale", async () =>
        {
            await BecomesAsync("HIT", "stats");
            await Services<DataStamp>().InvalidateAsync();
            return (await GetAsync("stats")).State == "STALE";
        });

        App.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("MISS", (await GetAsync("stats")).State);
        await BecomesAsync("HIT", "stats");
    }

    [Fact]
    public async Task Responses_that_an_admin_edits_are_never_served_stale()
    {
        await App.StoreAsync(new TestInstance().Becomes(InstanceStatus.Active));
        await BecomesAsync("HIT", "applications");

        await Services<DataStamp>().InvalidateAsync();

        Assert.Equal("MISS", (await GetAsync("applications")).State);
    }

    [Fact]
    public async Task Concurrent_requests_share_one_query()
    {
        await BecomesAsync("HIT", "stats");
        var computed = 0;
        var release = new TaskCompletionSource();
        var query = new CachedQuery($"shared {Guid.NewGuid()}", async _ =>
        {
            Interlocked.Increment(ref computed);
            await release.Task;
            return [1];
        });

        var requests = Enumerable.Range(0, 50)
            .Select(_ => Services<ResponseCache>().GetOrCreateAsync(query, CancellationToken.None))
            .ToArray();
        release.SetResult();

        Assert.All(await Task.WhenAll(requests), response => Assert.Equal([1], response.Body));
        Assert.InRange(computed, 1, 2);
    }

    [Fact]
    public async Task A_request_after_an_invalidation_by_another_process_runs_a_new_query()
    {
        await BecomesAsync("HIT", "stats");
        byte computed = 0;
        var release = new TaskCompletionSource();
        var query = new CachedQuery($"shared {Guid.NewGuid()}", async _ =>
        {
            var number = ++computed;
            await release.Task;
            return [number];
        });

        var before = Services<ResponseCache>().GetOrCreateAsync(query, CancellationToken.None);
        await Eventually.TrueAsync("it is being computed", () => Task.FromResult(computed == 1));
        await Eventually.TrueAsync("invalidated", async () => (await Services<RedisLink>().TryAsync(
            redis => redis.StringSetAsync("analytics:stamp", Guid.NewGuid().ToByteArray()))).Succeeded);
        var after = Services<ResponseCache>().GetOrCreateAsync(query, CancellationToken.None);
        await Eventually.TrueAsync("it is computed again", () => Task.FromResult(computed == 2));
        release.SetResult();

        Assert.Equal([1], (await before).Body);
        Assert.Equal([2], (await after).Body);
    }

    [Fact]
    public async Task The_warm_up_set_is_cached_before_it_is_requested()
    {
        await App.StoreAsync(new TestInstance().Becomes(InstanceStatus.Active));
        await BecomesAsync("HIT", "metrics/Ghost?period=24h");

        await WarmsUpAsync(async () =>
        {
            var states = new List<string?>();
            foreach (var path in new[]
            {
                "stats", "applications", "metrics/Ghost?period=24h", "metrics/Ghost?period=7d", "metrics/Ghost?period=30d",
            })
                states.Add((await GetAsync(path)).State);
            return states;
        });
        Assert.Equal("MISS", (await GetAsync("metrics/Ghost?period=1y")).State);
    }

    [Fact]
    public async Task With_Redis_unavailable_or_frozen_reads_return_current_data()
    {
        var instance = new TestInstance();
        var users = 0;
        await App.PublishAsync(AggregationApp.Batch(instance.Becomes(InstanceStatus.Active)));
        await App.SettleAsync(1);
        await BecomesAsync("HIT", "stats");
        foreach (var breakRedis in new[] { Host.Redis.Cut, Host.Redis.Freeze })
        {
            breakRedis();
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
    public async Task With_the_database_unavailable_reads_return_503_and_reports_wait_in_the_queue()
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
    public async Task With_the_database_frozen_reads_return_503_after_the_deadline()
    {
        Host.Postgres.Freeze();

        var responses = await Task.WhenAll(
            new[] { "stats", "instances", "applications" }.Select(path => App.SendAsync(HttpMethod.Get, path)));

        Assert.All(responses, response => Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode));
        Host.Postgres.Restore();
        await Eventually.TrueAsync("stats", async () => (await App.SendAsync(HttpMethod.Get, "stats")).IsSuccessStatusCode);
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
        Eventually.TrueAsync($"{path} is a {state}", async () => (await GetAsync(path)).State == state);

    private Task<TimeSpan> ShowsAsync(int users) => Eventually.TrueAsync(
        $"{users} users",
        async () => (await App.SendAsync(HttpMethod.Get, "stats")) is { IsSuccessStatusCode: true } response
            && (await response.Content.ReadAsStringAsync()).Contains($"\"users\":{users}}}", StringComparison.Ordinal));
}
