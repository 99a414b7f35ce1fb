using System.Net;
using Microsoft.AspNetCore.Http;

namespace Telemetry.Tests.Gateway;

public sealed class ServiceAwayTests
{
    [Fact]
    public async Task A_service_that_is_down_is_503_with_a_time_to_come_back()
    {
        await using var app = await GatewayApp.StartAsync(("services:ingestion:http:0", "http://127.0.0.1:1"));

        using var answer = await app.NewClient().PostAsync("/v1/snapshot", null);

        await AssertUnavailableAsync(answer);
        Assert.Equal("60", answer.Headers.GetValues("X-RateLimit-Limit").Single());
    }

    [Fact]
    public async Task A_service_with_an_unknown_address_is_503()
    {
        await using var app = await GatewayApp.StartAsync(("services:ingestion:http:0", ""));

        using var answer = await app.NewClient().PostAsync("/v1/snapshot", null);

        await AssertUnavailableAsync(answer);
    }

    [Fact]
    public async Task A_service_that_does_not_answer_in_time_is_503()
    {
        await using var app = await GatewayApp.StartAsync(("ReverseProxy:Clusters:ingestion:HttpRequest:ActivityTimeout", "00:00:00.5"));
        app.Ingestion.Answer = context => new TaskCompletionSource().Task.WaitAsync(context.RequestAborted);

        using var answer = await app.NewClient().PostAsync("/v1/snapshot", null);

        await AssertUnavailableAsync(answer);
    }

    [Fact]
    public async Task A_service_that_breaks_off_is_503()
    {
        await using var app = await GatewayApp.StartAsync();
        app.Ingestion.Answer = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };

        using var answer = await app.NewClient().PostAsync("/v1/snapshot", null);

        await AssertUnavailableAsync(answer);
    }

    [Fact]
    public async Task The_deadline_for_services_is_ten_seconds()
    {
        await using var app = await GatewayApp.StartAsync();

        var clusters = Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions
            .GetRequiredService<Yarp.ReverseProxy.IProxyStateLookup>(app.Services).GetClusters().ToList();

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
    public async Task What_a_service_answers_passes_as_it_is(int status, string? retryAfter, string text)
    {
        await using var app = await GatewayApp.StartAsync();
        app.Ingestion.Answer = context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.RetryAfter = retryAfter;
            context.Response.Headers.Server = "Kestrel";
            return context.Response.WriteAsync(text);
        };

        using var answer = await app.NewClient().PostAsync("/v1/snapshot", null);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(retryAfter, answer.Headers.RetryAfter?.ToString());
        Assert.Equal(text, await answer.Content.ReadAsStringAsync());
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Fact]
    public async Task The_gateway_is_ready_also_without_services()
    {
        await using var app = await GatewayApp.StartAsync(
            ("services:ingestion:http:0", ""), ("services:aggregation:http:0", ""), ("services:dashboard:http:0", ""));

        using var answer = await app.NewClient().GetAsync("/health/ready");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static async Task AssertUnavailableAsync(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(5), answer.Headers.RetryAfter?.Delta);
        Assert.Equal("text/plain", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("The ingestion service is not available, try again later", await answer.Content.ReadAsStringAsync());
    }

    private static HttpMessageHandler Innermost(HttpMessageInvoker client)
    {
        var handler = (HttpMessageHandler)typeof(HttpMessageInvoker)
            .GetField("_handler", System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)!.GetValue(client)!;
        while (handler is DelegatingHandler { InnerHandler: { } inner })
            handler = inner;
        return handler;
    }
}
