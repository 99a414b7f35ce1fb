using System.Net;
using Microsoft.AspNetCore.Http;

namespace Telemetry.Tests.Gateway;

public sealed class HealthTests
{
    [Theory]
    [InlineData("/health")]
    [InlineData("/healthz")]
    public async Task All_is_well_when_both_services_are_ready(string target)
    {
        await using var app = await GatewayApp.StartAsync();

        using var answer = await app.NewClient().GetAsync(target);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("""{"status":"healthy","service":"telemetry"}""", await answer.Content.ReadAsStringAsync());
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        Assert.Equal("GET /health/ready", app.Ingestion.Requests.Select(r => $"{r.Method} {r.Target}").Single());
        Assert.Equal("GET /health/ready", app.Aggregation.Requests.Select(r => $"{r.Method} {r.Target}").Single());
        Assert.Empty(app.Dashboard.Requests);
    }

    [Fact]
    public async Task A_service_that_is_not_ready_is_named_and_asked_once()
    {
        await using var app = await GatewayApp.StartAsync();
        app.Ingestion.Answer = context => Answer(context, StatusCodes.Status503ServiceUnavailable);

        await AssertDegradedAsync(app, """["ingestion"]""");
        Assert.Single(app.Ingestion.Requests);
    }

    [Fact]
    public async Task So_are_services_that_are_down()
    {
        await using var app = await GatewayApp.StartAsync(
            ("services:ingestion:http:0", "http://127.0.0.1:1"), ("services:aggregation:http:0", "http://127.0.0.1:1"));

        await AssertDegradedAsync(app, """["ingestion","aggregation"]""");
    }

    [Fact]
    public async Task A_service_that_hangs_does_not_hold_up_the_answer()
    {
        await using var app = await GatewayApp.StartAsync();
        app.Aggregation.Answer = context => new TaskCompletionSource().Task.WaitAsync(context.RequestAborted);

        await AssertDegradedAsync(app, """["aggregation"]""").WaitAsync(TimeSpan.FromSeconds(8));
    }

    [Fact]
    public async Task A_flood_asks_the_services_once_a_second_and_all_get_the_answer()
    {
        await using var app = await GatewayApp.StartAsync();
        var asked = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        app.Ingestion.Answer = async context =>
        {
            asked.TrySetResult();
            await go.Task;
            await Answer(context, StatusCodes.Status200OK);
        };
        var client = app.NewClient();

        var flood = Enumerable.Range(0, 50).Select(_ => client.GetStringAsync("/health")).ToList();
        await asked.Task;
        app.Time.Advance(TimeSpan.FromSeconds(1.5));
        flood.Add(client.GetStringAsync("/healthz"));
        go.SetResult();
        var answers = await Task.WhenAll(flood);

        Assert.Single(answers.Distinct());
        Assert.InRange(app.Ingestion.Requests.Count, 1, 2);
        Assert.Equal(app.Ingestion.Requests.Count, app.Aggregation.Requests.Count);
    }

    [Fact]
    public async Task An_answer_is_good_for_a_second()
    {
        await using var app = await GatewayApp.StartAsync();
        var client = app.NewClient();

        await client.GetStringAsync("/health");
        app.Time.Advance(TimeSpan.FromSeconds(0.9));
        await client.GetStringAsync("/health");
        Assert.Single(app.Ingestion.Requests);

        app.Time.Advance(TimeSpan.FromSeconds(0.1));
        await client.GetStringAsync("/health");
        Assert.Equal(2, app.Ingestion.Requests.Count);
    }

    [Fact]
    public async Task A_monitor_may_ask_for_the_head_alone()
    {
        await using var app = await GatewayApp.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Head, "/health");

        using var answer = await app.NewClient().SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("", await answer.Content.ReadAsStringAsync());
    }

    private static async Task AssertDegradedAsync(GatewayApp app, string unready)
    {
        using var answer = await app.NewClient().GetAsync("/health");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal($$"""{"status":"degraded","service":"telemetry","unready":{{unready}}}""", await answer.Content.ReadAsStringAsync());
    }

    private static Task Answer(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
