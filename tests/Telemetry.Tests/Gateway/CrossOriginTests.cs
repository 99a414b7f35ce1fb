using Microsoft.AspNetCore.Http;

namespace Telemetry.Tests.Gateway;

/// <summary>CORS: pages of other sites may post a start and read the response.</summary>
public sealed class CrossOriginTests : IClassFixture<CrossOriginTests.App>
{
    private const string Page = "https://shop.example";

    private readonly App _app;

    public CrossOriginTests(App app) => (_app = app).Reset();

    [Fact]
    public async Task A_preflight_for_a_JSON_post_is_allowed()
    {
        using var response = await SendAsync(
            _app.NewClient(),
            "OPTIONS",
            "/collect",
            ("Access-Control-Request-Method", "POST"),
            ("Access-Control-Request-Headers", "content-type"));

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal("*", Header(response, "Access-Control-Allow-Origin"));
        Assert.Equal("POST", Header(response, "Access-Control-Allow-Methods"));
        Assert.Equal("content-type", Header(response, "Access-Control-Allow-Headers"), ignoreCase: true);
        Assert.Equal("7200", Header(response, "Access-Control-Max-Age"));
        Assert.False(response.Headers.Contains("Access-Control-Allow-Credentials"));
        Assert.Empty(_app.Ingestion.Requests);
    }

    [Fact]
    public async Task A_preflight_does_not_count_towards_the_rate_limit()
    {
        var client = _app.NewClient();

        for (var i = 0; i < 5; i++)
        {
            using var preflight = await SendAsync(client, "OPTIONS", "/collect", ("Access-Control-Request-Method", "POST"));
            Assert.Equal(HttpStatusCode.NoContent, preflight.StatusCode);
        }

        using var posted = await SendAsync(client, "POST", "/collect");
        Assert.Equal(HttpStatusCode.OK, posted.StatusCode);
    }

    [Fact]
    public async Task The_response_and_its_rate_limit_headers_can_be_read()
    {
        _app.Ingestion.Respond = context =>
        {
            context.Response.Headers.AccessControlAllowOrigin = "https://somebody.example";
            return context.Response.WriteAsync("from the service");
        };

        using var response = await SendAsync(_app.NewClient(), "POST", "/collect");

        Assert.Equal("from the service", await response.Content.ReadAsStringAsync());
        AssertReadable(response);
    }

    [Theory]
    [InlineData("PUT", 0, HttpStatusCode.MethodNotAllowed, "Method not allowed")]
    [InlineData("GET", 0, HttpStatusCode.MethodNotAllowed, "Method not allowed")]
    [InlineData("OPTIONS", 0, HttpStatusCode.MethodNotAllowed, "Method not allowed")]
    [InlineData("POST", 65_537, HttpStatusCode.RequestEntityTooLarge, "The body is too large: at most 65536 bytes")]
    [InlineData("POST", 1, HttpStatusCode.ServiceUnavailable, "The ingestion service is not available, try again later")]
    public async Task A_refused_post_has_a_readable_JSON_body(string method, int bodyLength, HttpStatusCode expected, string message)
    {
        _app.Ingestion.Respond = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };

        using var response = await SendAsync(_app.NewClient(), method, "/collect", bodyLength);

        await AssertRefusalAsync(response, expected, message);
    }

    [Fact]
    public async Task A_rate_limited_post_has_a_readable_JSON_body()
    {
        var client = _app.NewClient();
        using var first = await SendAsync(client, "POST", "/collect");

        using var response = await SendAsync(client, "POST", "/collect");

        await AssertRefusalAsync(response, HttpStatusCode.TooManyRequests, "Too many requests");
        Assert.NotNull(response.Headers.RetryAfter);
    }

    [Theory]
    [InlineData("Content-Length: 10\r\n\r\n", "408", "The body did not arrive in time")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nnonsense\r\n", "400", "The body is not framed as HTTP says")]
    public async Task A_late_or_malformed_body_has_a_readable_JSON_response(string rest, string status, string message)
    {
        using var connection = await _app.ConnectAsync();

        await connection.SendAsync($"POST /collect HTTP/1.1\r\nHost: localhost\r\nOrigin: {Page}\r\nContent-Type: application/json\r\n"
            + $"{rest}");
        var response = await connection.ReadUntilAsync($"{message}\"}}");

        Assert.StartsWith($"HTTP/1.1 {status} ", response, StringComparison.Ordinal);
        Assert.Contains("Access-Control-Allow-Origin: *\r\n", response, StringComparison.Ordinal);
        Assert.Contains($$"""{"status":"error","message":"{{message}}"}""", response, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", "/telemetry")]
    [InlineData("POST", "/")]
    [InlineData("POST", "/v1/snapshot")]
    [InlineData("GET", "/health")]
    [InlineData("GET", "/api/dashboard")]
    [InlineData("GET", "/badge/ghost/instances")]
    [InlineData("OPTIONS", "/telemetry")]
    [InlineData("OPTIONS", "/v1/snapshot")]
    [InlineData("OPTIONS", "/api/dashboard")]
    [InlineData("OPTIONS", "/collect/more")]
    public async Task Other_routes_send_no_CORS_headers(string method, string target)
    {
        using var response = await SendAsync(
            _app.NewClient(),
            method,
            target,
            ("Access-Control-Request-Method", "POST"),
            ("Access-Control-Request-Headers", "content-type"));

        Assert.DoesNotContain(response.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
        Assert.True(method != "OPTIONS" || (int)response.StatusCode is 404 or 405);
    }

    private static Task<HttpResponseMessage> SendAsync(
        HttpClient client, string method, string target, params (string Name, string Value)[] headers) =>
        SendAsync(client, method, target, bodyLength: 0, headers);

    private static Task<HttpResponseMessage> SendAsync(
        HttpClient client, string method, string target, int bodyLength, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), target)
        {
            Content = bodyLength == 0 ? null : new ByteArrayContent(new byte[bodyLength]),
        };
        request.Headers.Add("Origin", Page);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return client.SendAsync(request);
    }

    private static async Task AssertRefusalAsync(HttpResponseMessage response, HttpStatusCode expected, string message)
    {
        Assert.Equal(expected, response.StatusCode);
        AssertReadable(response);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(
            $$"""{"status":"error","message":{{JsonSerializer.Serialize(message)}}}""", await response.Content.ReadAsStringAsync());
    }

    private static void AssertReadable(HttpResponseMessage response)
    {
        Assert.Equal("*", Header(response, "Access-Control-Allow-Origin"));
        Assert.Equal(
            "X-RateLimit-Limit,X-RateLimit-Remaining,X-RateLimit-Reset,Retry-After", Header(response, "Access-Control-Expose-Headers"));
        Assert.True(response.Headers.Contains("X-RateLimit-Remaining"));
    }

    private static string Header(HttpResponseMessage response, string name) => Assert.Single(response.Headers.GetValues(name));

    public sealed class App : GatewayApp
    {
        public App()
        {
            Settings["RATE_LIMIT"] = "1";
            Settings["Deadlines:Body"] = "00:00:00.5";
        }
    }
}
