using System.Net.Sockets;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Telemetry.Tests.Gateway;

namespace Telemetry.Tests.Ingestion;

[Collection(Servers.Collection)]
public sealed class BodyDeadlineTests(Servers servers)
{
    private const string Text = "Temporarily unavailable, please try again";

    [Fact]
    public async Task An_endless_body_returns_503_at_the_deadline()
    {
        // Over TCP: the body of TestServer cannot be aborted.
        await using var app = new IngestionApp(await servers.CreateDatabaseAsync(), servers.RabbitMq);
        app.UseKestrel(0);
        await app.StartAsync();
        var port = app.CreateClient().BaseAddress!.Port;

        await Task.WhenAll(
            AssertUnavailableAsync(port, "/telemetry", Text),
            AssertUnavailableAsync(port, "/collect", $$"""{"status":"error","message":"{{Text}}"}"""));
    }

    [Fact]
    public async Task Every_endpoint_responds_within_half_of_the_10_seconds_that_SDKs_wait()
    {
        await using var app = new IngestionApp(await servers.CreateDatabaseAsync(), servers.RabbitMq);

        var timeouts = app.Services.GetRequiredService<IOptions<RequestTimeoutOptions>>().Value;
        Assert.InRange(timeouts.DefaultPolicy!.Timeout!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));
        Assert.Empty(timeouts.Policies);
        Assert.DoesNotContain(
            app.Services.GetRequiredService<EndpointDataSource>().Endpoints,
            endpoint => endpoint.Metadata.Any(metadata =>
                metadata is RequestTimeoutPolicy or RequestTimeoutAttribute or DisableRequestTimeoutAttribute));
    }

    private static async Task AssertUnavailableAsync(int port, string path, string answer)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync("127.0.0.1", port);
        using var connection = new RawConnection(tcp.GetStream());

        await connection.SendAsync($"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{{");
        var received = await connection.ReadUntilAsync(answer);

        Assert.StartsWith("HTTP/1.1 503 ", received, StringComparison.Ordinal);
        Assert.Contains("\r\nRetry-After: 5\r\n", received, StringComparison.Ordinal);
        Assert.Contains(answer, received, StringComparison.Ordinal);
    }
}
