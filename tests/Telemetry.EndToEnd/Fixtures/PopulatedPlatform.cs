using System.Net;
using System.Text.Json;
using Telemetry.Fleet;
using Telemetry.Fleet.Simulation;
using Telemetry.Tests.Fixtures;

namespace Telemetry.EndToEnd.Fixtures;

/// <summary>
/// A platform with a public dashboard that exports its telemetry to a receiver. The fixture opens every page without data, and then posts
/// reports of all kinds, also from clients with hostile names.
/// </summary>
public sealed class PopulatedPlatform : IAsyncLifetime
{
    public const string Collection = "populated platform";

    /// <summary>A secret setting of Aggregation.</summary>
    public const string GithubToken = "github_pat_end_to_end_1";

    /// <summary>A setting with another value than the default.</summary>
    public const int StuckAfterHours = 3;

    /// <summary>The value of every text field of a hostile client.</summary>
    public const string Hostile =
        "\"><script>window.hostile=1</script><img src=x onerror='window.hostile=2'>\u202Egnp 🦊 javascript:alert(1)";

    /// <summary>Pages that exist without data.</summary>
    public static IReadOnlyList<string> Pages { get; } =
    [
        "/dashboard", "/dashboard/runs", "/dashboard/runs?days=7&repo=all", "/dashboard/runs/failures?repo=all",
        "/dashboard/runs/log?repo=all", "/dashboard/starts",
        "/dashboard/starts?days=1", "/dashboard/alerts", "/dashboard/quarantine", "/dashboard/settings", "/privacy",
    ];

    public OtlpReceiver Receiver { get; private set; } = null!;

    public Platform Platform { get; private set; } = null!;

    /// <summary>The errors of pages without data.</summary>
    public IReadOnlyList<string> ErrorsWhenEmpty { get; private set; } = [];

    /// <summary>The only instance of its application.</summary>
    public Guid Instance { get; private set; }

    public async ValueTask InitializeAsync()
    {
        // With X-Forwarded-For, browsers on one machine have different addresses.
        Receiver = await OtlpReceiver.StartAsync();
        Platform = await Platform.StartAsync(
            "--RATE_LIMIT=0",
            "--PUBLIC_DASHBOARD=true",
            "--TRUSTED_PROXIES=127.0.0.1,::1",
            $"--STUCK_AFTER_HOURS={StuckAfterHours}",
            $"--GITHUB_TOKEN={GithubToken}",
            $"--OTEL_EXPORTER_OTLP_ENDPOINT={Receiver.Endpoint}",
            $"--OTEL_EXPORTER_OTLP_HEADERS={OtlpReceiver.Headers}",
            "--OTEL_METRIC_EXPORT_INTERVAL=1000",
            "--OTEL_BSP_SCHEDULE_DELAY=200",
            "--OTEL_BLRP_SCHEDULE_DELAY=200");
        var errors = new List<string>();
        await using (var browser = await Browser.OpenAsync(Platform.Gateway))
        {
            errors.AddRange(await PageCheck.ErrorsAsync(browser, "/login"));
            await browser.LogInAsync("/dashboard", Platform.Password);
            foreach (var path in Pages)
                errors.AddRange(await PageCheck.ErrorsAsync(browser, path));
        }

        ErrorsWhenEmpty = errors;
        await LoadAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Platform.DisposeAsync();
        await Receiver.DisposeAsync();
    }

    /// <summary>Opens a browser and logs the admin in.</summary>
    public async Task<Browser> OpenAsAdminAsync(
        int width = 1440, Microsoft.Playwright.ColorScheme scheme = Microsoft.Playwright.ColorScheme.Light)
    {
        var browser = await Browser.OpenAsync(Platform.Gateway, width, scheme);
        await browser.LogInAsync("/dashboard", Platform.Password);
        return browser;
    }

    private async Task LoadAsync()
    {
        var fleet = new FleetOptions
        {
            Gateway = Platform.Gateway,
            Instances = 16,
            Applications = 2,
            History = TimeSpan.FromDays(2),
            Runs = 80,
            Light = true,
            Starts = 40,
            Seed = 4,
        };
        await new FleetRun(fleet, TimeProvider.System.GetUtcNow()).RunAsync(CancellationToken.None);

        using var client = Platform.CreateClient();
        using var hostile = new SignedInstance(client);
        Instance = hostile.Id;
        Assert.Equal(HttpStatusCode.Created, await hostile.RegisterAsync(Hostile));
        Assert.Equal(HttpStatusCode.OK, await hostile.ActivateAsync());
        Assert.Equal(HttpStatusCode.Accepted, await hostile.PostAsync("/v1/snapshot", JsonSerializer.Serialize(new
        {
            instance_id = hostile.Id,
            timestamp = DateTime.UtcNow,
            metrics = new Dictionary<string, object> { [Hostile] = 3, ["users_count"] = 3, ["plan"] = Hostile },
        })));
        var run = new
        {
            random_id = "hostile",
            type = "lxc",
            nsapp = Hostile[..64],
            status = "failed",
            exit_code = 1,
            error = Hostile,
            os_type = Hostile,
            repo_source = "ProxmoxVE",
            repo_slug = Hostile,
        };
        Assert.Equal(HttpStatusCode.Accepted, await PostAsync(client, "/telemetry", JsonSerializer.Serialize(run)));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(client, "/telemetry", $"{{ {Hostile}"));
        var start = new
        {
            instance_id = Hostile,
            image_version = Hostile,
            architecture = Hostile,
            container_runtime = Hostile,
            startup_time_ms = 3,
            db_type = Hostile,
            telemetry_version = "1",
        };
        Assert.Equal(HttpStatusCode.OK, await PostAsync(client, "/collect", JsonSerializer.Serialize(start)));
        await Eventually.GetAsync(
            async () => (Runs: Number(
                await Platform.ReadAsync("/api/dashboard?repo=all"),
                "total_installs"), Starts: Number(await Platform.ReadAsync("/metrics"), "total_deployments")),
            counted => counted is { Runs: 81, Starts: 41 },
            "81 runs and 41 starts");
    }

    private static int Number(JsonElement response, string name) =>
        response.ValueKind == JsonValueKind.Object ? response.GetProperty(name).GetInt32() : 0;

    private static async Task<HttpStatusCode> PostAsync(HttpClient client, string path, string body)
    {
        using var response = await client.PostAsync(path, new StringContent(body));
        return response.StatusCode;
    }
}

[CollectionDefinition(PopulatedPlatform.Collection)]
public sealed class PopulatedPlatformCollection : ICollectionFixture<PopulatedPlatform>;
