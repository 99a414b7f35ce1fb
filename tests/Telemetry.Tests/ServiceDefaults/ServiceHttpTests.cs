using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Http.Resilience;
using Telemetry.ServiceDefaults;
using Telemetry.Tests.Gateway;

namespace Telemetry.Tests.ServiceDefaults;

/// <summary>HTTP requests between services.</summary>
public sealed class ServiceHttpTests : IAsyncLifetime
{
    private Downstream _ingestion = null!;
    private WebApplication _app = null!;

    private HttpClient Http => ClientOf(_app);

    [Fact]
    public async Task A_service_is_found_by_its_name()
    {
        Assert.Equal(200, (int)(await Http.GetAsync(new Uri("http://ingestion/a?b=c%20d"))).StatusCode);

        Assert.Equal("/a?b=c%20d", _ingestion.Requests.Single().Target);
    }

    [Fact]
    public async Task A_read_is_retried_twice_without_waiting_for_retry_after()
    {
        Refuse();

        using var response = await Http.GetAsync(new Uri("http://ingestion/"));

        // A client that waited for Retry-After would fail at the total timeout instead.
        Assert.Equal(503, (int)response.StatusCode);
        Assert.Equal(3, _ingestion.Requests.Count);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    public async Task A_command_is_sent_once(string method)
    {
        Refuse();
        using var request = new HttpRequestMessage(new HttpMethod(method), "http://ingestion/");

        using var response = await Http.SendAsync(request);

        Assert.Equal(503, (int)response.StatusCode);
        Assert.Single(_ingestion.Requests);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task A_hanging_service_fails_before_the_timeout_of_the_caller(string method)
    {
        _ingestion.Respond = context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        (TimeSpan Attempt, TimeSpan Total) deadlines = default;
        await using var app = Build(resilience =>
        {
            deadlines = (resilience.AttemptTimeout.Timeout, resilience.TotalRequestTimeout.Timeout);
            resilience.AttemptTimeout.Timeout = TimeSpan.FromSeconds(0.5);
            resilience.TotalRequestTimeout.Timeout = TimeSpan.FromSeconds(0.8);
        });
        using var request = new HttpRequestMessage(new HttpMethod(method), "http://ingestion/");

        // HttpClient's own timeout (100 s) would throw a TaskCanceledException.
        await Assert.ThrowsAsync<HttpRequestException>(() => ClientOf(app).SendAsync(request));

        // The callers, the dashboard and the gateway, have a timeout of 10 s.
        Assert.Equal((TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(8)), deadlines);
    }

    [Fact]
    public async Task A_service_that_is_down_fails_with_the_same_exception_while_the_circuit_is_open()
    {
        await _ingestion.DisposeAsync();

        for (var i = 0; i < 150; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "http://ingestion/");
            await Assert.ThrowsAsync<HttpRequestException>(() => Http.SendAsync(request));
        }
    }

    public async ValueTask InitializeAsync()
    {
        _ingestion = await Downstream.StartAsync("ingestion");
        _app = Build(_ => { });
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _ingestion.DisposeAsync();
    }

    private static HttpClient ClientOf(WebApplication app) =>
        app.Services.GetRequiredService<IHttpClientFactory>().CreateClient("some");

    private WebApplication Build(Action<HttpStandardResilienceOptions> configure)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["services:ingestion:http:0"] = _ingestion.Address;
        builder.AddServiceDefaults().Services.ConfigureAll(configure);
        return builder.Build();
    }

    private void Refuse() => _ingestion.Respond = context =>
    {
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.RetryAfter = "3600";
        return Task.CompletedTask;
    };
}
