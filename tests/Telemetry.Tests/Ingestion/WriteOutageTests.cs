using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Telemetry.Tests.Fixtures;
using Telemetry.Tests.Gateway;

namespace Telemetry.Tests.Ingestion;

[Collection(Servers.Collection)]
public sealed class WriteOutageTests(Servers servers) : IAsyncLifetime
{
    private const string Run = """{"random_id":"session","type":"lxc","nsapp":"jellyfin","status":"installing"}""";
    private const string Start =
        """{"instance_id":"a","image_version":"1","architecture":"x","container_runtime":"","startup_time_ms":1,"db_type":"p","""
        + "\"telemetry_version\":\"1\"}";

    private const string Text = "Temporarily unavailable, please try again";
    private const string Json = $$"""{"status":"error","message":"{{Text}}"}""";

    private Relay _broker = null!;
    private IngestionApp _app = null!;
    private QueueOfReports _queue = null!;
    private string _database = "";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_the_broker_every_post_is_503_in_its_protocols_form_and_works_again_later(bool frozen)
    {
        if (frozen)
            _broker.Freeze();
        else
            _broker.Cut();

        await Task.WhenAll(
            UnavailableAsync(Text, PostAsync("/telemetry", Run)),
            UnavailableAsync(Text, PostAsync("/", Run)),
            UnavailableAsync(Text, PostAsync("/telemetry", "not JSON")),
            UnavailableAsync(Text, PostAsync("/telemetry", "{}")),
            UnavailableAsync(Json, PostAsync("/collect", Start)));

        _broker.Restore();

        await Eventually.TrueAsync(
            "runs", TimeSpan.FromSeconds(30), async () => (int)(await PostAsync("/telemetry", Run)).StatusCode == 202);
        await Expect.AnswerAsync(400, "invalid payload: random_id: is missing", PostAsync("/telemetry", "{}"));
        await Expect.AnswerAsync(200, """{"status":"success","message":"Telemetry collected"}""", PostAsync("/collect", Start));
    }

    [Theory]
    [InlineData("/telemetry", Text)]
    [InlineData("/collect", Json)]
    public async Task A_body_that_never_ends_is_503_at_the_deadline(string path, string answer)
    {
        // Over a real connection: the test server's own body cannot be given up.
        await using var app = new IngestionApp(_database, servers.RabbitMq);
        app.UseKestrel(0);
        await app.StartAsync();
        using var tcp = new TcpClient();
        await tcp.ConnectAsync("127.0.0.1", app.CreateClient().BaseAddress!.Port);
        using var connection = new RawConnection(tcp.GetStream());

        await connection.SendAsync($"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{{");
        var received = await connection.ReadUntilAsync(answer);

        Assert.StartsWith("HTTP/1.1 503 ", received, StringComparison.Ordinal);
        Assert.Contains("\r\nRetry-After: 5\r\n", received, StringComparison.Ordinal);
        Assert.Contains(answer, received, StringComparison.Ordinal);
    }

    public async ValueTask InitializeAsync()
    {
        _queue = await QueueOfReports.OpenAsync(servers.RabbitMq);
        await _queue.PurgeAsync();
        var broker = new UriBuilder(servers.RabbitMq);
        _broker = new Relay(broker.Host, broker.Port);
        (broker.Host, broker.Port) = ("127.0.0.1", _broker.Port);
        _database = await servers.CreateDatabaseAsync();
        _app = await new IngestionApp(_database, broker.Uri.ToString()).StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _broker.DisposeAsync();
        await _queue.DisposeAsync();
    }

    private static async Task UnavailableAsync(string body, Task<HttpResponseMessage> answer)
    {
        await Expect.AnswerAsync(503, body, answer.WaitAsync(TimeSpan.FromSeconds(6)));
        Assert.Equal(new RetryConditionHeaderValue(TimeSpan.FromSeconds(5)), (await answer).Headers.RetryAfter);
    }

    private async Task<HttpResponseMessage> PostAsync(string path, string body)
    {
        using var client = _app.CreateClient();
        return await client.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));
    }
}
