using System.Reflection;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy;

namespace Telemetry.Tests.Gateway;

public sealed class ServiceUnavailableTests : IClassFixture<GatewayApp>, IClassFixture<ServiceUnavailableTests.UnavailableServices>
{
    private readonly GatewayApp _app;
    private readonly UnavailableServices _unavailable;

    public ServiceUnavailableTests(GatewayApp app, UnavailableServices unavailable)
    {
        _unavailable = unavailable;
        (_app = app).Reset();
    }

    [Fact]
    public async Task A_service_that_is_down_returns_503_with_retry_after()
    {
        using var response = await _unavailable.NewClient().PostAsync("/v1/snapshot", null);

        await AssertUnavailableAsync("ingestion", response);
        Assert.Equal("60", response.Headers.GetValues("X-RateLimit-Limit").Single());
    }

    [Fact]
    public async Task A_service_with_an_unknown_address_returns_503()
    {
        using var response = await _unavailable.NewAdmin().GetAsync("/api/v1/admin/stats");

        await AssertUnavailableAsync("aggregation", response);
    }

    [Fact]
    public async Task A_service_timeout_returns_503()
    {
        _unavailable.Notifications.Respond = context => Task.Delay(Timeout.Infinite, context.RequestAborted);

        using var response = await _unavailable.NewAdmin().GetAsync("/api/v1/admin/deliveries");

        await AssertUnavailableAsync("notifications", response);
    }

    [Fact]
    public async Task Without_services_the_gateway_is_ready_and_the_platform_is_not()
    {
        using var ready = await _unavailable.NewClient().GetAsync("/health/ready");
        using var health = await _unavailable.NewClient().GetAsync("/health");

        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        Assert.Equal(
            """{"status":"degraded","service":"telemetry","unready":["ingestion","aggregation"]}""",
            await health.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task An_aborted_response_of_a_service_returns_503()
    {
        _app.Ingestion.Respond = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };

        using var response = await _app.NewClient().PostAsync("/v1/snapshot", null);

        await AssertUnavailableAsync("ingestion", response);
    }

    [Fact]
    public void The_deadline_for_services_is_ten_seconds()
    {
        var clusters = _app.Services.GetRequiredService<IProxyStateLookup>().GetClusters().ToList();

        Assert.Equal(["aggregation", "dashboard", "ingestion", "notifications"], clusters.Select(cluster => cluster.ClusterId).Order());
        Assert.All(clusters, cluster => Assert.Equal(TimeSpan.FromSeconds(10), cluster.Model.Config.HttpRequest?.ActivityTimeout));
        Assert.All(
            clusters,
            cluster => Assert.Equal(TimeSpan.FromSeconds(2), ((SocketsHttpHandler)Innermost(cluster.Model.HttpClient)).ConnectTimeout));
    }

    [Theory]
    [InlineData(503, "17", "queue is full")]
    [InlineData(500, null, "a fault of the service")]
    [InlineData(409, null, "another key")]
    public async Task An_error_response_of_a_service_passes_unchanged(int status, string? retryAfter, string text)
    {
        _app.Ingestion.Respond = context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.RetryAfter = retryAfter;
            context.Response.Headers.Server = "Kestrel";
            return context.Response.WriteAsync(text);
        };

        using var response = await _app.NewClient().PostAsync("/v1/snapshot", null);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(retryAfter, response.Headers.RetryAfter?.ToString());
        Assert.Equal(text, await response.Content.ReadAsStringAsync());
        Assert.False(response.Headers.Contains("Server"));
    }

    private static async Task AssertUnavailableAsync(string service, HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(5), response.Headers.RetryAfter?.Delta);
        Assert.Equal("text/plain", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal($"The {service} service is not available, try again later", await response.Content.ReadAsStringAsync());
    }

    private static HttpMessageHandler Innermost(HttpMessageInvoker client)
    {
        var handler = (HttpMessageHandler)typeof(HttpMessageInvoker)
            .GetField("_handler", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(client)!;
        while (handler is DelegatingHandler { InnerHandler: { } inner })
            handler = inner;
        return handler;
    }

    /// <summary>Ingestion is down, Aggregation and the dashboard have no address, and Notifications has a short timeout.</summary>
    public sealed class UnavailableServices : GatewayApp
    {
        public UnavailableServices() => Settings = new()
        {
            ["services:ingestion:http:0"] = "http://127.0.0.1:1",
            ["services:aggregation:http:0"] = "",
            ["services:dashboard:http:0"] = "",
            ["ReverseProxy:Clusters:notifications:HttpRequest:ActivityTimeout"] = "00:00:00.5",
        };
    }
}
