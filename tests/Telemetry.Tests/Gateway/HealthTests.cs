using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Telemetry.Gateway.Health;

namespace Telemetry.Tests.Gateway;

public sealed class HealthTests : IClassFixture<GatewayApp>
{
    private readonly GatewayApp _app;

    public HealthTests(GatewayApp app)
    {
        (_app = app).Reset();
        // The last result is cached for one second.
        _app.Time.Advance(TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/healthz")]
    public async Task Health_is_healthy_when_both_services_are_ready(string target)
    {
        using var response = await _app.NewClient().GetAsync(target);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("""{"status":"healthy","service":"telemetry"}""", await response.Content.ReadAsStringAsync());
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        Assert.Equal("GET /health/ready", _app.Ingestion.Requests.Select(r => $"{r.Method} {r.Target}").Single());
        Assert.Equal("GET /health/ready", _app.Aggregation.Requests.Select(r => $"{r.Method} {r.Target}").Single());
        Assert.Empty(_app.Dashboard.Requests);
    }

    [Fact]
    public async Task An_unready_service_is_named_and_requested_once()
    {
        _app.Ingestion.Respond = context => Respond(context, StatusCodes.Status503ServiceUnavailable);

        await AssertDegradedAsync("""["ingestion"]""");
        Assert.Single(_app.Ingestion.Requests);
    }

    [Fact]
    public async Task A_hanging_service_is_unready_after_2_seconds()
    {
        _app.Aggregation.Respond = context => new TaskCompletionSource().Task.WaitAsync(context.RequestAborted);
        var time = new FakeTimeProvider();
        var health = new PlatformHealth(_app.Services.GetRequiredService<IHttpClientFactory>(), time);

        var unready = health.FindUnreadyAsync(CancellationToken.None);
        await Eventually.HoldsAsync(() => _app.Aggregation.Requests.Count > 0, "requested");
        Assert.False(unready.IsCompleted);

        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Contains("aggregation", await unready.WaitAsync(Eventually.Deadline));
    }

    [Fact]
    public async Task Concurrent_health_requests_request_each_service_once_a_second()
    {
        var requested = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        _app.Ingestion.Respond = async context =>
        {
            requested.TrySetResult();
            await release.Task;
            await Respond(context, StatusCodes.Status200OK);
        };
        var client = _app.NewClient();

        var flood = Enumerable.Range(0, 50).Select(_ => client.GetStringAsync("/health")).ToList();
        await requested.Task;
        _app.Time.Advance(TimeSpan.FromSeconds(1.5));
        flood.Add(client.GetStringAsync("/healthz"));
        release.SetResult();
        var responses = await Task.WhenAll(flood);

        Assert.Single(responses.Distinct());
        Assert.InRange(_app.Ingestion.Requests.Count, 1, 2);
        Assert.Equal(_app.Ingestion.Requests.Count, _app.Aggregation.Requests.Count);
    }

    [Fact]
    public async Task A_health_result_is_cached_for_one_second()
    {
        var client = _app.NewClient();

        await client.GetStringAsync("/health");
        _app.Time.Advance(TimeSpan.FromSeconds(0.9));
        await client.GetStringAsync("/health");
        Assert.Single(_app.Ingestion.Requests);

        _app.Time.Advance(TimeSpan.FromSeconds(0.1));
        await client.GetStringAsync("/health");
        Assert.Equal(2, _app.Ingestion.Requests.Count);
    }

    [Fact]
    public async Task A_HEAD_request_for_health_returns_no_body()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, "/health");

        using var response = await _app.NewClient().SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync());
    }

    private async Task AssertDegradedAsync(string unready)
    {
        using var response = await _app.NewClient().GetAsync("/health");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal($$"""{"status":"degraded","service":"telemetry","unready":{{unready}}}""", await response.Content.ReadAsStringAsync());
    }

    private static Task Respond(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
