using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Telemetry.Gateway;
using Telemetry.Tests.Aggregation;
using Telemetry.Tests.Fixtures;
using Telemetry.Tests.Ingestion;

namespace Telemetry.Tests.Documentation;

/// <summary>The gateway with the real services behind it, all in this process, and what it says of itself.</summary>
public sealed class DescribedPlatform(Servers servers) : IAsyncLifetime
{
    private WebApplicationFactory<GatewayMetrics> _gateway = null!;

    public IngestionApp Ingestion { get; private set; } = null!;

    public AggregationApp Aggregation { get; private set; } = null!;

    /// <summary>The gateway's services.</summary>
    public IServiceProvider Services => _gateway.Services;

    /// <summary>The document.</summary>
    public JsonObject Document { get; private set; } = null!;

    /// <summary>A client without rights.</summary>
    public HttpClient NewClient() => new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(AddressOf(_gateway.Services)) };

    /// <summary>The admin's client.</summary>
    public HttpClient NewAdmin()
    {
        var client = NewClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AggregationApp.Password);
        return client;
    }

    public async Task InitializeAsync()
    {
        await using (var queue = await QueueOfReports.OpenAsync(servers.RabbitMq))
            await queue.PurgeAsync();
        var database = await servers.CreateDatabaseAsync();
        Ingestion = new IngestionApp(database, servers.RabbitMq);
        Aggregation = new AggregationApp(database, servers.RabbitMq, servers.Redis);
        Ingestion.UseKestrel(0);
        Aggregation.UseKestrel(0);
        await Ingestion.StartAsync();
        await Aggregation.StartAsync();

        _gateway = new WebApplicationFactory<GatewayMetrics>().WithWebHostBuilder(web =>
        {
            web.UseSetting("ADMIN_PASSWORD", AggregationApp.Password);
            web.UseSetting("RATE_LIMIT", "0");
            web.UseSetting("services:ingestion:http:0", AddressOf(Ingestion.Services));
            web.UseSetting("services:aggregation:http:0", AddressOf(Aggregation.Services));
        });
        _gateway.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _gateway.StartServer();
        using var client = NewClient();
        Document = (JsonObject)JsonNode.Parse(await client.GetStringAsync("/openapi/v1.json"))!;
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await Ingestion.DisposeAsync();
        await Aggregation.DisposeAsync();
        Ingestion.Errors.AssertNone();
        Aggregation.Errors.AssertNone();
    }

    private static string AddressOf(IServiceProvider services) =>
        services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
}
