using System.Globalization;
using System.Net;

namespace Telemetry.Tests.Gateway;

public sealed class RateLimitTests
{
    [Fact]
    public async Task All_client_posts_of_an_address_share_one_limit_and_another_address_has_its_own()
    {
        await using var app = await StartAsync(limit: 6);
        var client = app.NewClient();

        var answers = new List<HttpStatusCode>();
        foreach (var target in (string[])["/v1/register", "/v1/activate", "/v1/snapshot", "/telemetry", "/", "/collect", "/v1/register"])
            answers.Add(await PostAsync(client, target));

        Assert.Equal([.. Enumerable.Repeat(HttpStatusCode.OK, 6), HttpStatusCode.TooManyRequests], answers);
        Assert.Equal(HttpStatusCode.OK, await PostAsync(app.NewClient(), "/v1/snapshot"));
        Assert.Equal(7, app.Ingestion.Requests.Count);
    }

    [Fact]
    public async Task A_refusal_names_the_time_after_which_it_works_again()
    {
        await using var app = await StartAsync(limit: 2);
        var client = app.NewClient();
        await PostAsync(client, "/v1/snapshot");
        await PostAsync(client, "/v1/snapshot");

        using var refused = await client.PostAsync("/v1/snapshot", null);

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("Too many requests", await refused.Content.ReadAsStringAsync());
        Assert.Equal(TimeSpan.FromSeconds(30), refused.Headers.RetryAfter?.Delta);
        app.Time.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(HttpStatusCode.TooManyRequests, await PostAsync(client, "/v1/snapshot"));
        app.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(client, "/v1/snapshot"));
    }

    [Theory]
    [InlineData("POST", 0, HttpStatusCode.OK, 1)]
    [InlineData("POST", 1, HttpStatusCode.Forbidden, 1)]
    [InlineData("POST", 2, HttpStatusCode.ServiceUnavailable, 1)]
    [InlineData("POST", 65_537, HttpStatusCode.RequestEntityTooLarge, 0)]
    [InlineData("GET", 0, HttpStatusCode.MethodNotAllowed, 0)]
    public async Task Every_answer_of_a_limited_route_tells_the_state(string method, int bodyLength, HttpStatusCode expected, int taken)
    {
        await using var app = await StartAsync(limit: 10);
        app.Ingestion.Answer = context =>
        {
            context.Response.StatusCode = context.Request.ContentLength switch { 1 => 403, 2 => 503, _ => 200 };
            return Task.CompletedTask;
        };
        using var request = new HttpRequestMessage(new HttpMethod(method), "/v1/snapshot")
        {
            Content = bodyLength == 0 ? null : new ByteArrayContent(new byte[bodyLength]),
        };

        using var answer = await app.NewClient().SendAsync(request);

        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal("10", Header(answer, "X-RateLimit-Limit"));
        Assert.Equal($"{10 - taken}", Header(answer, "X-RateLimit-Remaining"));
        var reset = app.Time.GetUtcNow().AddSeconds(6 * taken).ToUnixTimeSeconds();
        Assert.Equal(reset, long.Parse(Header(answer, "X-RateLimit-Reset"), CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Too_large_a_body_takes_no_token_however_it_is_framed()
    {
        await using var app = await StartAsync(limit: 1);
        var client = app.NewClient();

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

        Assert.Equal(HttpStatusCode.OK, await PostAsync(client, "/v1/snapshot"));
    }

    [Fact]
    public async Task Zero_is_no_limit_and_no_headers()
    {
        await using var app = await StartAsync(limit: 0);
        var client = app.NewClient();

        for (var i = 0; i < 100; i++)
        {
            using var answer = await client.PostAsync("/v1/snapshot", null);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.False(answer.Headers.Contains("X-RateLimit-Limit"));
        }
    }

    [Fact]
    public async Task Pages_and_the_admin_are_not_limited()
    {
        await using var app = await StartAsync(limit: 1);
        var client = app.NewClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", GatewayApp.Password);

        for (var i = 0; i < 5; i++)
        {
            using var answer = await client.GetAsync("/api/v1/admin/stats");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.False(answer.Headers.Contains("X-RateLimit-Limit"));
        }
    }

    private static Task<GatewayApp> StartAsync(int limit) => GatewayApp.StartAsync(("RATE_LIMIT", $"{limit}"));

    private static async Task<HttpStatusCode> PostAsync(HttpClient client, string target)
    {
        using var answer = await client.PostAsync(target, null);
        return answer.StatusCode;
    }

    private static string Header(HttpResponseMessage answer, string name) => answer.Headers.GetValues(name).Single();
}
