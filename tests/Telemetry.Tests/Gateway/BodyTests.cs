namespace Telemetry.Tests.Gateway;

/// <summary>Malformed, oversized and slow requests over a real socket.</summary>
public sealed class BodyTests : IClassFixture<BodyTests.App>
{
    private const string Post = "POST /v1/snapshot HTTP/1.1\r\nHost: x\r\n";
    private readonly App _app;

    public BodyTests(App app)
    {
        _app = app;
        _app.Ingestion.Respond = context =>
        {
            context.Response.ContentLength = 2;
            return Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(context.Response, "ok");
        };
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_at_the_size_limit_passes(bool chunked)
    {
        var body = new byte[65_536];
        Random.Shared.NextBytes(body);
        body = Encoding.UTF8.GetBytes(Convert.ToBase64String(body))[..65_536];
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/snapshot") { Content = new ByteArrayContent(body) };
        request.Headers.TransferEncodingChunked = chunked;

        using var response = await _app.NewClient().SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var received = _app.Ingestion.Requests.Single(r => r.Body.Length == body.Length && r.Body == Encoding.UTF8.GetString(body));
        Assert.Equal("65536", received.Headers["Content-Length"]);
        Assert.False(received.Headers.ContainsKey("Transfer-Encoding"));
    }

    [Fact]
    public async Task An_announced_body_above_the_limit_is_refused_before_it_is_sent()
    {
        using var connection = await _app.ConnectAsync();

        await connection.SendAsync($"{Post}Content-Length: 65537\r\n\r\n");

        var response = await connection.ReadUntilAsync("bytes");
        Assert.StartsWith("HTTP/1.1 413 ", response, StringComparison.Ordinal);
        Assert.Contains("The body is too large: at most 65536 bytes", response, StringComparison.Ordinal);
        Assert.Contains("Connection: close", response, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_too_large_body_with_expect_continue_is_refused_before_it_is_sent()
    {
        using var connection = await _app.ConnectAsync();

        await connection.SendAsync($"{Post}Content-Length: 65537\r\nExpect: 100-continue\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 413 ", await connection.ReadUntilAsync("bytes"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chunked_body_is_refused_as_soon_as_it_passes_the_limit()
    {
        var marker = "never-ending-chunks";
        using var connection = await _app.ConnectAsync();
        await connection.SendAsync($"{Post}Transfer-Encoding: chunked\r\nX-Instance-ID: {marker}\r\n\r\n");

        for (var i = 0; i < 17; i++)
            await connection.SendAsync($"1000\r\n{new string('x', 4096)}\r\n");

        var response = await connection.ReadUntilAsync("bytes");
        Assert.StartsWith("HTTP/1.1 413 ", response, StringComparison.Ordinal);
        Assert.Contains("at most 65536 bytes", response, StringComparison.Ordinal);
        AssertNothingArrived(marker);
    }

    [Fact]
    public async Task An_incomplete_body_does_not_reach_the_service()
    {
        var marker = "half-a-body";
        using (var connection = await _app.ConnectAsync())
        {
            await connection.SendAsync($"{Post}X-Instance-ID: {marker}\r\nContent-Length: 100\r\n\r\nhalf");
        }

        using var response = await _app.NewClient().PostAsync("/v1/snapshot", null);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        AssertNothingArrived(marker);
    }

    [Theory]
    [InlineData("zz\r\nhello\r\n0\r\n\r\n")]
    [InlineData("5\r\nhelloworld\r\n0\r\n\r\n")]
    [InlineData("ffffffffffffffff1\r\nhello\r\n0\r\n\r\n")]
    [InlineData("-1\r\nhello\r\n0\r\n\r\n")]
    public async Task Malformed_chunks_return_400(string chunks)
    {
        var marker = $"broken-{chunks.Length}-{chunks[0]}";
        using var connection = await _app.ConnectAsync();

        await connection.SendAsync($"{Post}X-Instance-ID: {marker}\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}");

        Assert.StartsWith("HTTP/1.1 400 ", await connection.ReadToEndAsync(), StringComparison.Ordinal);
        AssertNothingArrived(marker);
    }

    [Fact]
    public async Task A_slow_body_returns_408_at_the_deadline_and_does_not_reach_the_service()
    {
        var marker = "drip";
        using var connection = await _app.ConnectAsync();
        await connection.SendAsync($"{Post}X-Instance-ID: {marker}\r\nContent-Length: 60000\r\n\r\n");

        // Fast enough for Kestrel's minimum data rate, too slow for the deadline.
        var response = await connection.DripAsync(new string('x', 100), TimeSpan.FromMilliseconds(100), "The body did not arrive in time");

        Assert.StartsWith("HTTP/1.1 408 ", response, StringComparison.Ordinal);
        Assert.Contains("The body did not arrive in time", response, StringComparison.Ordinal);
        Assert.Contains("X-RateLimit-Limit", response, StringComparison.Ordinal);
        AssertNothingArrived(marker);
    }

    [Fact]
    public async Task Slow_headers_return_408()
    {
        using var connection = await _app.ConnectAsync();
        await connection.SendAsync("POST /v1/snapshot HTTP/1.1\r\nHost: x\r\n");

        var response = await connection.DripAsync("X-A: b\r\n", TimeSpan.FromMilliseconds(200));

        Assert.StartsWith("HTTP/1.1 408 ", response, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("one too long", 1, 20_000)]
    [InlineData("too long together", 20, 1_000)]
    [InlineData("too many", 100, 5)]
    public async Task Oversized_headers_return_431(string kind, int count, int length)
    {
        using var connection = await _app.ConnectAsync();

        await connection.SendAsync($"{Post}X-Kind: {kind}\r\n{string.Concat(Enumerable.Range(0, count)
            .Select(i => $"X-{i}: {new string('a', length)}\r\n"))}\r\n");

        Assert.StartsWith("HTTP/1.1 431 ", await connection.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_too_long_request_line_returns_414()
    {
        using var connection = await _app.ConnectAsync();

        await connection.SendAsync($"GET /{new string('a', 10_000)} HTTP/1.1\r\nHost: x\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 414 ", await connection.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n")]
    [InlineData("Content-Length: 4\r\nTransfer-Encoding: xchunked\r\n")]
    [InlineData("Content-Length: 4\r\nTransfer-Encoding : chunked\r\n")]
    [InlineData("Content-Length: 4\r\nTransfer-Encoding: chunked, identity\r\n")]
    [InlineData("Content-Length: 4\r\nContent-Length: 40\r\n")]
    [InlineData("Content-Length: 4, 40\r\n")]
    [InlineData("Content-Length: +4\r\n")]
    [InlineData("Content-Length: 0x4\r\n")]
    [InlineData("Content-Length: 4\r\n Content-Length: 40\r\n")]
    public async Task No_request_can_be_smuggled_to_a_service(string framing)
    {
        var marker = $"smuggled-{Guid.NewGuid():n}";
        using var connection = await _app.ConnectAsync();

        await connection.SendAsync($"{Post}{framing}\r\n0\r\n\r\nPOST /dashboard/{marker} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n"
            + $"\r\n");
        await connection.SendAsync("GET /api/v1/healthcheck HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        // If the gateway parses the rest as a request of its own, its rules refuse it: no page without a session.
        var responses = await connection.ReadToEndAsync();
        Assert.DoesNotContain("HTTP/1.1 5", responses, StringComparison.Ordinal);
        Assert.All(
            _app.Ingestion.Requests.Concat(_app.Dashboard.Requests),
            request => Assert.DoesNotContain(marker, request.All, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("POST /v1/snapshot?%zz=%&a=|^{}`\"<> HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n")]
    [InlineData("POST /v1/snapshot HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nX-Signature: \u00c3\u00a4\u00e2\u0082\u00ac\r\n"
        + "X-Instance-ID: \u00c3\u00bc\r\nContent-Type: \u00c3\u00b6\r\n")]
    [InlineData("POST /v1/snapshot HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nX-Signature: a\u00ff\u00feb\r\n")]
    [InlineData("POST /v1/snapshot HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nX-Signature: a\u0001b\r\n")]
    [InlineData("POST /v1/snapshot HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Type: ;;;=,,,\r\nContent-Type: b\r\n")]
    [InlineData("POST /v1/snapshot HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nX-Signature:\r\nX-Instance-ID:   \r\n")]
    [InlineData("POST /v1/snapshot HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n")]
    [InlineData("POST /v1/snapshot HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 3\r\n")]
    [InlineData("POST http://other/v1/snapshot HTTP/1.1\r\nHost: other\r\nContent-Length: 0\r\n")]
    [InlineData("POST /v1/snapshot HTTP/1.0\r\nContent-Length: 0\r\n")]
    [InlineData("POST /v1/snapshot HTTP/1.1\r\nContent-Length: 0\r\n")]
    [InlineData("POST /v1/%73napshot HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n")]
    [InlineData("POST /v1/snapshot/../register HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n")]
    [InlineData("POST /v1/\u00ff\u00fe HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n")]
    [InlineData("GET /dashboard/..%2f..%2fv1 HTTP/1.1\r\nHost: x\r\n")]
    [InlineData("GET /assets/%00 HTTP/1.1\r\nHost: x\r\n")]
    [InlineData("GET /assets/%ff%fe/a%2fb HTTP/1.1\r\nHost: x\r\n")]
    [InlineData("GET /login?returnUrl=%ff&returnUrl=b HTTP/1.1\r\nHost: x\r\n")]
    [InlineData("GET /dashboard HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \u00c3\u00a4,\"\r\n")]
    [InlineData("GET /dashboard HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer\r\nAuthorization: Basic\r\n")]
    [InlineData("GET /dashboard HTTP/1.1\r\nHost: x\r\nCookie: telemetry-admin=chunks-9; telemetry-adminC1=a\r\n")]
    [InlineData("GET /dashboard HTTP/1.1\r\nHost: x\r\nCookie: telemetry-admin=AAAA\r\n")]
    [InlineData("POST /login HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data\r\nContent-Length: 0\r\n")]
    [InlineData("POST /login HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded; charset=nonsense\r\nContent-Length: "
        + "0\r\n")]
    [InlineData("OPTIONS * HTTP/1.1\r\nHost: x\r\n")]
    [InlineData("CONNECT x:80 HTTP/1.1\r\nHost: x:80\r\n")]
    [InlineData("BREW /v1/snapshot HTTP/1.1\r\nHost: x\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n")]
    [InlineData("\u0016\u0003\u0001\u0002\r\n")]
    public async Task No_malformed_request_returns_5xx(string head)
    {
        using var connection = await _app.ConnectAsync();

        await connection.SendAsync($"{head}\r\n");
        await connection.SendAsync("GET /api/v1/healthcheck HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        var responses = await connection.ReadToEndAsync();
        Assert.DoesNotContain("HTTP/1.1 5", responses, StringComparison.Ordinal);
        Assert.NotEmpty(responses);
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded", "password=%zz&password=%ff%fe")]
    [InlineData("application/x-www-form-urlencoded", "&&&===")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nbroken")]
    [InlineData("multipart/form-data", "--x--")]
    [InlineData("application/json", "{")]
    [InlineData("", "password=x")]
    public async Task A_malformed_login_form_returns_4xx(string type, string body)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);

        using var response = await _app.NewClient().PostAsync("/login", content);

        Assert.InRange((int)response.StatusCode, 400, 499);
    }

    [Theory]
    [InlineData("websocket")]
    [InlineData("h2c")]
    [InlineData("SPDY/3.1")]
    public async Task A_post_with_a_protocol_upgrade_is_forwarded_as_a_plain_post(string protocol)
    {
        var marker = $"upgrade-{protocol}";
        using var connection = await _app.ConnectAsync();

        await connection.SendAsync($"{Post}X-Instance-ID: {marker}\r\nConnection: Upgrade\r\nUpgrade: {protocol}\r\n"
            + $"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 200 ", await connection.ReadUntilAsync("ok"), StringComparison.Ordinal);
        var received = _app.Ingestion.Requests.Single(request => request.Headers.GetValueOrDefault("X-Instance-ID") == marker);
        Assert.Equal("POST", received.Method);
        Assert.DoesNotContain(
            received.Headers.Keys, name => name is "Connection" or "Upgrade" || name.StartsWith("Sec-", StringComparison.Ordinal));
    }

    private void AssertNothingArrived(string marker) =>
        Assert.All(_app.Ingestion.Requests, request => Assert.DoesNotContain(marker, request.All, StringComparison.Ordinal));

    /// <summary>Short deadlines keep the tests fast.</summary>
    public sealed class App : GatewayApp
    {
        public App() => Settings = new() { ["Deadlines:Body"] = "00:00:02", ["Deadlines:Headers"] = "00:00:02" };
    }
}
