using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Telemetry.Aggregation.Cache;
using Telemetry.Contracts;
using Telemetry.ServiceDefaults.Redis;
using Telemetry.Tests.Fixtures;

namespace Telemetry.Tests.Aggregation;

/// <summary>Answers in Redis: right, fast, and never needed. Redis and the database are behind relays that can be cut or frozen.</summary>
[Collection(Servers.OfAggregation)]
public sealed class CacheTests(Servers servers) : AggregationFixture(servers)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private Relay _redis = null!;
    private Relay _postgres = null!;

    protected override string? MayComplain => "Npgsql.";

    [Fact]
    public async Task An_answer_serves_until_data_arrive()
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
    public async Task While_data_arrive_an_answer_serves_for_a_second()
    {
        await BecomesAsync("HIT", "stats");

        await Services<DataStamp>().InvalidateAsync();
        Assert.Equal("STALE", (await AskAsync("stats")).State);

        App.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("MISS", (await AskAsync("stats")).State);
        await BecomesAsync("HIT", "stats");
    }

    [Fact]
    public async Task What_an_admin_edits_is_never_stale()
    {
        await App.StoreAsync(new TestInstance().Becomes(InstanceStatus.Active));
        await BecomesAsync("HIT", "applications");

        await Services<DataStamp>().InvalidateAsync();

        Assert.Equal("MISS", (await AskAsync("applications")).State);
    }

    [Fact]
    public async Task Askers_at_the_same_time_share_one_query()
    {
        await BecomesAsync("HIT", "stats");
        var computed = 0;
        var go = new TaskCompletionSource();
        var question = new CachedQuery($"shared {Guid.NewGuid()}", async _ =>
        {
            Interlocked.Increment(ref computed);
            await go.Task;
            return [1];
        });

        var askers = Enumerable.Range(0, 50)
            .Select(_ => Services<ResponseCache>().GetOrCreateAsync(question, CancellationToken.None))
            .ToArray();
        go.SetResult();

        Assert.All(await Task.WhenAll(askers), answer => Assert.Equal([1], answer.Body));
        Assert.InRange(computed, 1, 2);
    }

    [Fact]
    public async Task Who_asks_after_another_process_has_changed_something_does_not_get_an_answer_from_before()
    {
        await BecomesAsync("HIT", "stats");
        byte computed = 0;
        var go = new TaskCompletionSource();
        var question = new CachedQuery($"shared {Guid.NewGuid()}", async _ =>
        {
            var mine = ++computed;
            await go.Task;
            return [mine];
        });

        var before = Services<ResponseCache>().GetOrCreateAsync(question, CancellationToken.None);
        await Eventually.TrueAsync("it is being computed", Soon, () => Task.FromResult(computed == 1));
        await Services<RedisLink>().TryAsync(redis => redis.StringSetAsync("analytics:stamp", Guid.NewGuid().ToByteArray()));
        var after = Services<ResponseCache>().GetOrCreateAsync(question, CancellationToken.None);
        await Eventually.TrueAsync("it is computed again", Soon, () => Task.FromResult(computed == 2));
        go.SetResult();

        Assert.Equal([1], (await before).Body);
        Assert.Equal([2], (await after).Body);
    }

    [Fact]
    public async Task The_usual_answers_are_there_before_they_are_asked_for()
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
            Assert.Equal("HIT", (await AskAsync(path)).State);
        Assert.Equal("MISS", (await AskAsync("metrics/Ghost?period=1y")).State);
    }

    [Fact]
    public async Task Without_a_cache_time_nothing_is_kept()
    {
        await using var app = await new AggregationApp(
            await Servers.CreateAggregationDatabaseAsync(),
            Servers.RabbitMq,
            Servers.Redis,
            settings: ("CACHE_TTL_SECONDS", "0")).StartAsync();

        for (var i = 0; i < 3; i++)
            Assert.Equal("MISS", Assert.Single((await app.SendAsync(HttpMethod.Get, "stats")).Headers.GetValues("X-Cache")));
    }

    [Fact]
    public async Task With_Redis_away_or_frozen_everything_works_and_is_right()
    {
        var instance = new TestInstance();
        var users = 0;
        await App.PublishAsync(AggregationApp.Batch(instance.Becomes(InstanceStatus.Active)));
        await App.SettleAsync(1);
        await BecomesAsync("HIT", "stats");
        foreach (var harm in new[] { _redis.Cut, _redis.Freeze })
        {
            harm();
            for (var i = 0; i < 3; i++)
            {
                users++;
                await App.PublishAsync(AggregationApp.Batch(instance.Sends($$"""{"users":{{users}}}""")));
                await ShowsAsync(users);
            }

            Assert.Equal("MISS", (await AskAsync("stats")).State);

            // What it missed meanwhile is made up for before anything is believed again.
            _redis.Restore();
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

        _postgres.Cut();
        await App.PublishAsync(AggregationApp.Batch(instance.Sends("""{"users":2}""")));
        foreach (var path in new[] { "instances", $"instances/{instance.Id}", "metrics/Ghost?period=1y", "applications/ghost" })
        {
            var answer = await App.SendAsync(HttpMethod.Get, path);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.NotNull(answer.Headers.RetryAfter);
            Assert.Equal("text/plain", answer.Content.Headers.ContentType?.MediaType);
        }

        _postgres.Restore();
        await ShowsAsync(users: 2);
    }

    [Fact]
    public async Task With_the_database_frozen_reads_end_after_its_deadline()
    {
        _postgres.Freeze();

        var answers =
            await Task.WhenAll(new[] { "stats", "instances", "applications" }.Select(path => App.SendAsync(HttpMethod.Get, path)));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode));
        _postgres.Restore();
        await Eventually.TrueAsync("stats", Soon, async () => (await App.SendAsync(HttpMethod.Get, "stats")).IsSuccessStatusCode);
    }

    public override async ValueTask InitializeAsync()
    {
        var redis = Servers.Redis.Split(',')[0].Split(':');
        _redis = new Relay(redis[0], int.Parse(redis[1]));
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _redis.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    protected override AggregationApp NewApp(string database)
    {
        var postgres = new Npgsql.NpgsqlConnectionStringBuilder(database);
        _postgres = new Relay(postgres.Host!, postgres.Port);
        postgres.Host = "127.0.0.1";
        postgres.Port = _postgres.Port;
        var redis = Servers.Redis.Split(',');
        redis[0] = $"127.0.0.1:{_redis.Port}";
        return new(postgres.ConnectionString, Servers.RabbitMq, string.Join(',', redis));
    }

    private T Services<T>()
        where T : notnull => App.Services.GetRequiredService<T>();

    private async Task<(string State, string Body)> AskAsync(string path)
    {
        var answer = await App.SendAsync(HttpMethod.Get, path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (Assert.Single(answer.Headers.GetValues("X-Cache")), await answer.Content.ReadAsStringAsync());
    }

    private Task<TimeSpan> BecomesAsync(string state, string path) =>
        Eventually.TrueAsync($"{path} is a {state}", Soon, async () => (await AskAsync(path)).State == state);

    private Task<TimeSpan> ShowsAsync(int users) => Eventually.TrueAsync(
        $"{users} users",
        Soon,
        async () => (await App.SendAsync(HttpMethod.Get, "stats")) is { IsSuccessStatusCode: true } answer
            && (await answer.Content.ReadAsStringAsync()).Contains($"\"users\" : {users} }}", StringComparison.Ordinal));
}
