using System.Globalization;

namespace Telemetry.Tests.Gateway;

public sealed class RateLimitTests : IClassFixture<RateLimitTests.App>
{
    private const int Limit = 6;
    private readonly App _app;

    public RateLimitTests(App app) => (_app = app).Reset();

    [Fact]
    public async Task All_client_posts_of_an_address_share_one_limit()
    {
        var client = _app.NewClient();

        var responses = new List<HttpStatusCode>();
        foreach (var target in (string[])["/v1/register", "/v1/activate", "/v1/snapshot", "/telemetry", "/", "/collect", "/v1/register"])
            responses.Add(await PostAsync(client, target));

        Assert.Equal([.. Enumerable.Repeat(HttpStatusCode.OK, Limit), HttpStatusCode.TooManyRequests], responses);
        Assert.Equal(HttpStatusCode.OK, await PostAsync(_app.NewClient(), "/v1/snapshot"));
        Assert.Equal(Limit + 1, _app.Ingestion.Requests.Count);
    }

    [Fact]
    public async Task A_rate_limited_response_has_the_time_of_the_next_token()
    {
        var client = _app.NewClient();
        for (var i = 0; i < Limit; i++)
            await PostAsync(client, "/v1/snapshot");

        using var refused = await client.PostAsync("/v1/snapshot", null);

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("Too many requests", await refused.Content.ReadAsStringAsync());
        Assert.Equal(TimeSpan.FromSeconds(10), refused.Headers.RetryAfter?.Delta);
        _app.Time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(HttpStatusCode.TooManyRequests, await PostAsync(client, "/v1/snapshot"));
        _app.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(client, "/v1/snapshot"));
    }

    [Theory]
    [InlineData("POST", 0, HttpStatusCode.OK, 1)]
    [InlineData("POST", 1, HttpStatusCode.Forbidden, 1)]
    [InlineData("POST", 2, HttpStatusCode.ServiceUnavailable, 1)]
    [InlineData("POST", 65_537, HttpStatusCode.RequestEntityTooLarge, 0)]
    [InlineData("GET", 0, HttpStatusCode.MethodNotAllowed, 0)]
    public async Task Every_response_of_a_limited_route_has_the_rate_limit_headers(
        string method, int bodyLength, HttpStatusCode expected, int taken)
    {
        _app.Ingestion.Respond = context =>
        {
            context.Response.StatusCode = context.Request.ContentLength switch { 1 => 403, 2 => 503, _ => 200 };
            return Task.CompletedTask;
        };
        using var request = new HttpRequestMessage(new HttpMethod(method), "/v1/snapshot")
        {
            Content = bodyLength == 0 ? null : new ByteArrayContent(new byte[bodyLength]),
        };

        using var response = await _app.NewClient().SendAsync(request);

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal($"{Limit}", Header(response, "X-RateLimit-Limit"));
        Assert.Equal($"{Limit - taken}", Header(response, "X-RateLimit-Remaining"));
        var reset = _app.Time.GetUtcNow().AddSeconds(10 * taken).ToUnixTimeSeconds();
        Assert.Equal(reset, long.Parse(Header(response, "X-RateLimit-Reset"), CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_too_large_body_takes_no_token()
    {
        var client = _app.NewClient();

        for (var i = 0; i < 3; i++)
        {
            using var announced = await client.PostAsync("/v1/snapshot", new ByteArrayContent(new byte[65_537]));
            using var chunked = await client.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/v1/snapshot")
            {
                Content = new ByteArrayContent(new byte[65_537]),
                Headers = { TransferEncodingChunked = true },
            });
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, announced.StatusCode);
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, chunked.StatusCode);
        }

        using var response = await client.PostAsync("/v1/snapshot", null);
        Assert.Equal($"{Limit - 1}", Header(response, "X-RateLimit-Remaining"));
    }

    [Fact]
    public async Task A_limit_of_zero_disables_the_limit_and_its_headers()
    {
        await using var app = await GatewayApp.StartAsync(("RATE_LIMIT", "0"));
        var client = app.NewClient();

        for (var i = 0; i < 100; i++)
        {
            using var response = await client.PostAsync("/v1/snapshot", null);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.False(response.Headers.Contains("X-RateLimit-Limit"));
        }
    }

    [Fact]
    public async Task Pages_and_the_admin_are_not_limited()
    {
        var client = _app.NewAdmin();

        for (var i = 0; i <= Limit; i++)
        {
            using var response = await client.GetAsync("/api/v1/admin/stats");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.False(response.Headers.Contains("X-RateLimit-Limit"));
        }
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient client, string target)
    {
        using var response = await client.PostAsync(target, null);
        return response.StatusCode;
    }

    private static string Header(HttpResponseMessage response, string name) => response.Headers.GetValues(name).Single();

    public sealed class App : GatewayApp
    {
        public App() => Settings["RATE_LIMIT"] = $"{Limit}";
    }
}
