using System.Diagnostics;
using System.Net.Http.Headers;
using Npgsql;

namespace Telemetry.Tests.Ingestion;

[Collection(Servers.Collection)]
public sealed class OutageTests(Servers servers, ITestOutputHelper output) : IAsyncLifetime
{
    private const string Received = """{"status":"ok","message":"Snapshot received"}""";
    private const string Run = """{"random_id":"session","type":"lxc","nsapp":"jellyfin","status":"installing"}""";
    private const string Start =
        """{"instance_id":"a","image_version":"1","architecture":"x","container_runtime":"","startup_time_ms":1,"db_type":"p","""
        + "\"telemetry_version\":\"1\"}";

    private const string UnavailableText = "Temporarily unavailable, please try again";
    private const string UnavailableJson = $$"""{"status":"error","message":"{{UnavailableText}}"}""";

    private Relay _broker = null!;
    private Relay _database = null!;
    private string _brokerAddress = "";
    private string _databaseAddress = "";
    private IngestionApp _app = null!;
    private QueueOfReports _queue = null!;

    public enum Outage
    {
        Cut,
        Frozen,
    }

    [Theory]
    [InlineData(Outage.Cut)]
    [InlineData(Outage.Frozen)]
    public async Task Without_the_broker_every_post_returns_503_and_works_again_later(Outage outage)
    {
        var instance = await _app.ActivateInstanceAsync();
        var large = instance.Snapshot();
        large["metrics"] = new { text = new string('x', 50_000) };
        await _queue.TakeAsync();

        Begin(outage, _broker);

        await Task.WhenAll(
            UnavailableAsync("snapshot", instance.SendSnapshotAsync()),
            UnavailableAsync("activate", instance.ActivateAsync()),
            UnavailableAsync("register", _app.NewInstance().RegisterAsync()),
            UnavailableAsync("approve", _app.CommandAsync(HttpMethod.Post, $"{instance.Id}/approve")),
            UnavailableAsync("revoke", _app.CommandAsync(HttpMethod.Post, $"{Guid.NewGuid()}/revoke"), isUnknown: true),
            UnavailableInFormAsync(UnavailableText, PostAsync("/telemetry", Run)),
            UnavailableInFormAsync(UnavailableText, PostAsync("/", Run)),
            UnavailableInFormAsync(UnavailableText, PostAsync("/telemetry", "not JSON")),
            UnavailableInFormAsync(UnavailableText, PostAsync("/telemetry", "{}")),
            UnavailableInFormAsync(UnavailableJson, PostAsync("/collect", Start)),
            NotReadyAsync());
        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Expect.UnavailableAsync(instance.SendSnapshotAsync(large))));

        _broker.Restore();

        await RecoversAsync(async () => (int)(await instance.SendSnapshotAsync()).StatusCode == 202);
        await RecoversAsync(IsReadyAsync);
        Assert.NotEmpty(await _queue.TakeSnapshotsAsync());
        await RecoversAsync(async () => (int)(await PostAsync("/telemetry", Run)).StatusCode == 202);
        await Expect.AnswerAsync(400, "invalid payload: random_id: is missing", PostAsync("/telemetry", "{}"));
        await Expect.AnswerAsync(200, """{"status":"success","message":"Telemetry collected"}""", PostAsync("/collect", Start));
    }

    [Theory]
    [InlineData(Outage.Cut)]
    [InlineData(Outage.Frozen)]
    public async Task Without_the_database_known_instances_can_send_and_other_requests_return_503(Outage outage)
    {
        var known = await _app.ActivateInstanceAsync();
        await Expect.AnswerAsync(202, Received, known.SendSnapshotAsync());
        var registered = await _app.RegisterInstanceAsync();

        Begin(outage, _database);

        await Expect.AnswerAsync(202, Received, known.SendSnapshotAsync());
        await Task.WhenAll(
            UnavailableAsync("snapshot of one not in memory", registered.SendSnapshotAsync()),
            UnavailableAsync("activate", known.ActivateAsync()),
            UnavailableAsync("register", _app.NewInstance().RegisterAsync()),
            UnavailableAsync("revoke", _app.CommandAsync(HttpMethod.Post, $"{known.Id}/revoke")));
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Expect.UnavailableAsync(_app.NewInstance().RegisterAsync())));
        await Expect.AnswerAsync(202, Received, known.SendSnapshotAsync());
        Assert.True(await IsReadyAsync());

        _database.Restore();

        await RecoversAsync(async () => (int)(await _app.NewInstance().RegisterAsync()).StatusCode == 201);
        await RecoversAsync(async () => (int)(await registered.ActivateAsync()).StatusCode == 200);
    }

    [Fact]
    public async Task A_registration_that_was_not_published_is_published_when_it_is_repeated()
    {
        var instance = _app.NewInstance();
        await _queue.TakeAsync();
        _broker.Cut();
        await UnavailableAsync("register", instance.RegisterAsync());
        _broker.Restore();

        await RecoversAsync(async () => (int)(await instance.RegisterAsync()).StatusCode == 201);

        Assert.Contains(await _queue.TakeInstancesAsync(), change => change.InstanceId == instance.Id);
    }

    [Fact]
    public async Task A_process_started_before_its_servers_returns_503_until_they_are_available()
    {
        _broker.Cut();
        _database.Cut();
        await using var app = new IngestionApp(_databaseAddress, _brokerAddress);

        await UnavailableAsync("register", app.NewInstance().RegisterAsync());
        Assert.Equal(503, (int)(await app.CreateClient().GetAsync("/health/ready")).StatusCode);
        Assert.Equal(200, (int)(await app.CreateClient().GetAsync("/health/live")).StatusCode);
        _broker.Restore();
        _database.Restore();

        await app.StartAsync();
        await app.ActivateInstanceAsync();
    }

    public async ValueTask InitializeAsync()
    {
        _queue = await QueueOfReports.OpenAsync(servers.RabbitMq);
        await _queue.PurgeAsync();

        var broker = new UriBuilder(servers.RabbitMq);
        _broker = new Relay(broker.Host, broker.Port);
        (broker.Host, broker.Port) = ("127.0.0.1", _broker.Port);
        var database = new NpgsqlConnectionStringBuilder(await servers.CreateDatabaseAsync());
        _database = new Relay(database.Host!, database.Port);
        (database.Host, database.Port) = ("127.0.0.1", _database.Port);
        (_brokerAddress, _databaseAddress) = (broker.Uri.ToString(), database.ConnectionString);
        _app = await new IngestionApp(_databaseAddress, _brokerAddress).StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        // Without its servers the process would stop only after the shutdown timeout.
        _broker.Restore();
        _database.Restore();
        await _app.DisposeAsync();
        await _broker.DisposeAsync();
        await _database.DisposeAsync();
        await _queue.DisposeAsync();
    }

    private static void Begin(Outage outage, Relay relay)
    {
        if (outage == Outage.Cut)
            relay.Cut();
        else
            relay.Freeze();
    }

    private async Task UnavailableAsync(string what, Task<HttpResponseMessage> answer, bool isUnknown = false)
    {
        var started = Stopwatch.GetTimestamp();
        if (isUnknown)
            await Expect.AnswerAsync(404, "Unknown instance", answer);
        else
            await Expect.UnavailableAsync(answer);
        output.WriteLine($"{what}: refused after {Stopwatch.GetElapsedTime(started).TotalSeconds:0.00} s");
    }

    private static async Task UnavailableInFormAsync(string body, Task<HttpResponseMessage> answer)
    {
        await Expect.AnswerAsync(503, body, answer.WaitAsync(Eventually.Deadline));
        Assert.Equal(new RetryConditionHeaderValue(TimeSpan.FromSeconds(5)), (await answer).Headers.RetryAfter);
    }

    private async Task RecoversAsync(Func<Task<bool>> works)
    {
        var time = await Eventually.TrueAsync("it works again", works);
        output.WriteLine($"works again after {time.TotalSeconds:0.00} s");
    }

    private async Task<bool> IsReadyAsync()
    {
        using var client = _app.CreateClient();
        using var response = await client.GetAsync("/health/ready").WaitAsync(Eventually.Deadline);
        return response.IsSuccessStatusCode;
    }

    private async Task NotReadyAsync() => Assert.False(await IsReadyAsync());

    private async Task<HttpResponseMessage> PostAsync(string path, string body)
    {
        using var client = _app.CreateClient();
        return await client.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));
    }
}
