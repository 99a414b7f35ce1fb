using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Telemetry.Gateway;
using Telemetry.Tests.Aggregation;
using Telemetry.Tests.Ingestion;
using Telemetry.Tests.Notifications;

namespace Telemetry.Tests.Documentation;

/// <summary>The gateway and the real services in this process, with their OpenAPI documents.</summary>
public sealed class DescribedPlatform(Servers servers) : IAsyncLifetime
{
    private static readonly string[] Kinds = ["instances", "snapshots", "runs", "starts"];

    private Guid _instance;
    private WebApplicationFactory<GatewayMetrics> _gateway = null!;

    public IngestionApp Ingestion { get; private set; } = null!;

    public AggregationApp Aggregation { get; private set; } = null!;

    public NotificationsApp Notifications { get; private set; } = null!;

    public IServiceProvider Services => _gateway.Services;

    /// <summary>The gateway's address without a trailing slash.</summary>
    public string Address => AddressOf(_gateway.Services).TrimEnd('/');

    /// <summary>The documents by the name of the service.</summary>
    public IReadOnlyDictionary<string, JsonObject> Documents { get; private set; } = null!;

    /// <summary>All operations of the documents; HEAD is described together with GET.</summary>
    public IReadOnlyList<Operation> Operations =>
    [
        .. from document in Documents
           from path in (JsonObject)document.Value["paths"]!
           from operation in (JsonObject)path.Value!
           where operation.Key != "head"
           select new Operation(document.Key, document.Value, path.Key, operation.Key, (JsonObject)operation.Value!),
    ];

    /// <summary>Addresses at which an operation returns data that <see cref="InitializeAsync"/> has sent.</summary>
    public IReadOnlyList<string> TargetsOf(Operation operation) => operation.Path switch
    {
        "/metrics" => ["/metrics"],
        var path when path.StartsWith("/api/v1/admin/export/", StringComparison.Ordinal) =>
            [.. from kind in Kinds from format in new[] { "csv", "ndjson" } where path.EndsWith('}') || path.EndsWith($"/{kind}",
            StringComparison.Ordinal) select $"/api/v1/admin/export/{kind}?format={format}&days=7"],
        var path when path.StartsWith(
            "/api/v1/admin/instances/{id}", StringComparison.Ordinal) => [path.Replace("{id}", $"{_instance}", StringComparison.Ordinal)],
        var path =>
        [
            path.Replace("{slug}", "ghost", StringComparison.Ordinal)
                .Replace("{appName}", "Ghost", StringComparison.Ordinal)
                .Replace("{name}", "users_count", StringComparison.Ordinal),
        ],
    };

    /// <summary>A client without credentials.</summary>
    public HttpClient NewClient() =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(AddressOf(_gateway.Services)) };

    /// <summary>A client with the admin's bearer.</summary>
    public HttpClient NewAdmin()
    {
        var client = NewClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AggregationApp.Password);
        return client;
    }

    public async ValueTask InitializeAsync()
    {
        await using (var queue = await QueueOfReports.OpenAsync(servers.RabbitMq))
            await queue.PurgeAsync();
        var database = await servers.CreateDatabaseAsync();
        Ingestion = new IngestionApp(database, servers.RabbitMq);
        Aggregation = new AggregationApp(database, servers.RabbitMq, servers.Redis);
        Notifications = new NotificationsApp(database, servers.RabbitMq);
        Ingestion.UseKestrel(0);
        Aggregation.UseKestrel(0);
        Notifications.UseKestrel(0);
        await Ingestion.StartAsync();
        await Aggregation.StartAsync();
        await Notifications.StartAsync();

        _gateway = new WebApplicationFactory<GatewayMetrics>().WithWebHostBuilder(web =>
        {
            web.UseSetting("ADMIN_PASSWORD", AggregationApp.Password);
            web.UseSetting("RATE_LIMIT", "0");
            web.UseSetting("services:ingestion:http:0", AddressOf(Ingestion.Services));
            web.UseSetting("services:aggregation:http:0", AddressOf(Aggregation.Services));
            web.UseSetting("services:notifications:http:0", AddressOf(Notifications.Services));
        });
        _gateway.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _gateway.StartServer();
        using var client = NewClient();
        var documents = new Dictionary<string, JsonObject>();
        foreach (var (service, name) in new[]
        {
            ("gateway", "v1"),
            ("ingestion", "ingestion"),
            ("aggregation", "aggregation"),
            ("notifications", "notifications"),
        })
            documents[service] = (JsonObject)JsonNode.Parse(await client.GetStringAsync($"/openapi/{name}.json"))!;
        Documents = documents;
        await SendOneOfEachAsync(client);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await Ingestion.DisposeAsync();
        await Aggregation.DisposeAsync();
        await Notifications.DisposeAsync();
        Notifications.Errors.AssertNone();
        Ingestion.Errors.AssertNone();
        Aggregation.Errors.AssertNone();
    }

    // Sends data for every field of the responses.
    private async Task SendOneOfEachAsync(HttpClient client)
    {
        var instance = new Ingestion.TestInstance(client, Ingestion.Clock);
        _instance = instance.Id;
        await AssertAcceptedAsync(instance.RegisterAsync());
        await AssertAcceptedAsync(instance.ActivateAsync());
        await AssertAcceptedAsync(instance.SendSnapshotAsync());
        await AssertAcceptedAsync(PostAsync(client, "/telemetry", Run("ok", "success")));
        await AssertAcceptedAsync(PostAsync(client, "/telemetry", Run("bad", "failed")));
        await AssertAcceptedAsync(PostAsync(client, "/telemetry", Run("new", "installing")));
        await AssertAcceptedAsync(PostAsync(client, "/collect",
            """
            {"instance_id":"c1","image_version":"10.2","architecture":"x86_64","os":"linux","container_runtime":"","startup_time_ms":1200,
             "db_type":"postgres","telemetry_version":"1","timestamp":"2026-01-02T03:04:05Z"}
            """));
        using (var refused = await PostAsync(client, "/telemetry", "{no json"))
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        await Aggregation.SettleAsync(8);
        await Notifications.PublishAsync(Messages.Opened("homeassistant"));
        await Notifications.SettleAsync(1);
    }

    private static string Run(string id, string status) =>
        $$"""
        {"random_id":"{{id}}","execution_id":"{{id}}","type":"lxc","nsapp":"homeassistant","status":"{{status}}","ct_type":1,"disk_size":8,
        "core_count":2,
         "ram_size":2048,"os_type":"debian","os_version":"13","pve_version":"8.4.1","method":"default","install_duration":90,
         "exit_code":{{(status == "failed"
             ? 100
             : 0)}},
         "error":"{{(status == "failed"
             ? "apt: no network"
             : "")}}","gpu_vendor":"intel","gpu_model":"Iris","gpu_passthrough":"igpu","cpu_vendor":"intel",
         "cpu_model":"N100","ram_speed":"4800","repo_source":"ProxmoxVE","repo_slug":"community-scripts/ProxmoxVE","has_arm":false,
         "arch":"amd64","platform":"proxmox"}
        """;

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string path, string json) =>
        client.PostAsync(path, new StringContent(json, System.Text.Encoding.UTF8, "application/json"));

    private static async Task AssertAcceptedAsync(Task<HttpResponseMessage> sent)
    {
        using var response = await sent;
        Assert.True(
            response.IsSuccessStatusCode,
            $"{response.RequestMessage!.RequestUri}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
    }

    private static string AddressOf(IServiceProvider services) =>
        services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
}
