using System.Globalization;
using System.Text;
using System.Text.Json;
using Telemetry.EndToEnd.Fixtures;
using Telemetry.Fleet;
using Telemetry.Fleet.Simulation;

namespace Telemetry.Screenshots;

/// <summary>
/// Data of all kinds, always the same: a fleet's snapshots of 29 days, runs and starts of 60 days, some refused posts, a bad release.
/// </summary>
internal static class SampleData
{
    private const int Runs = 900;
    private const int Starts = 700;
    private const int FleetRuns = 40;
    private const int FleetStarts = 40;
    private const int Days = 60;
    private const int LinesPerPost = 300;
    private const int BadReleaseRuns = 30;

    private static readonly TimeSpan StoreDeadline = TimeSpan.FromMinutes(2);

    private static readonly string[] Scripts =
        ["homeassistant", "docker", "docker", "jellyfin", "pihole", "nextcloud", "vaultwarden", "zigbee2mqtt", "frigate", "paperless-ngx"];

    private static readonly (string Text, int Code)[] Failures =
    [
        ("E: Unable to locate package foo", 100),
        ("curl: (6) Could not resolve host", 6),
        ("No space left on device", 1),
        ("Killed", 137),
        ("bash: unexpected end of file", 2),
    ];

    /// <summary>Waits until all of it is stored.</summary>
    public static async Task LoadAsync(Platform platform, CancellationToken cancellationToken)
    {
        var now = TimeProvider.System.GetUtcNow();
        var fleet = new FleetOptions
        {
            Gateway = platform.Gateway,
            Instances = 60,
            Applications = 3,
            History = TimeSpan.FromDays(29),
            Runs = FleetRuns,
            Starts = FleetStarts,
            Seed = 11,
        };
        await new FleetRun(fleet, now).RunAsync(cancellationToken);
        var badRelease = new FleetOptions
        {
            Gateway = platform.Gateway,
            Instances = 0,
            BadScript = "frigate",
            Runs = BadReleaseRuns,
            Fail = 60,
            Light = true,
            Seed = 12,
        };
        await new FleetRun(badRelease, now).RunAsync(cancellationToken);

        var random = new Random(11);
        using var admin = platform.CreateAdmin();
        await ImportAsync(admin, "runs", Enumerable.Range(0, Runs).Select(number => Run(random, number, now)), cancellationToken);
        await ImportAsync(admin, "starts", Enumerable.Range(0, Starts).Select(number => Start(random, number, now)), cancellationToken);
        foreach (var body in new[] { "{\"random_id\":\"x\",", "{\"random_id\":\"y\",\"type\":\"spaceship\"}", "{\"nsapp\":\"docker\"}" })
        {
            using var refused = await admin.PostAsync(new Uri("/telemetry", UriKind.Relative), new StringContent(body), cancellationToken);
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(StoreDeadline);
        const int reports = Runs + Starts + FleetRuns + FleetStarts + BadReleaseRuns;
        const string count = "select (select count(*) from analytics.runs) + (select count(*) from analytics.starts)";
        while (await platform.QueryAsync<long>(count) < reports
               || await platform.QueryAsync<long>("select count(*) from analytics.incidents") == 0)
            await Task.Delay(TimeSpan.FromMilliseconds(500), deadline.Token);
    }

    private static async Task ImportAsync(
        HttpClient admin, string kind, IEnumerable<Dictionary<string, object>> records, CancellationToken cancellationToken)
    {
        foreach (var lines in records.Select(record => JsonSerializer.Serialize(record)).Chunk(LinesPerPost))
        {
            using var content = new StringContent(string.Join('\n', lines), Encoding.UTF8, "application/x-ndjson");
            using var answer = await admin.PostAsync(new Uri($"/api/v1/admin/import/{kind}", UriKind.Relative), content, cancellationToken);
            answer.EnsureSuccessStatusCode();
        }
    }

    private static Dictionary<string, object> Run(Random random, int number, DateTimeOffset now)
    {
        var at = now.AddDays(-Days * Math.Pow(random.NextDouble(), 1.3)).AddMinutes(-10);
        var kind = random.Next(100);
        var failure = Failures[random.Next(Failures.Length)];
        var run = new Dictionary<string, object>
        {
            ["random_id"] = Id(number),
            ["execution_id"] = Id(number),
            ["nsapp"] = Scripts[random.Next(Scripts.Length)],
            ["type"] = random.Next(9) == 0 ? "vm" : random.Next(12) == 0 ? "addon" : "lxc",
            ["status"] = kind < 78 ? "success" : kind < 93 ? "failed" : "aborted",
            ["created"] = Time(at),
            ["os_type"] = random.Next(4) == 0 ? "ubuntu" : random.Next(9) == 0 ? "alpine" : "debian",
            ["os_version"] = "13",
            ["pve_version"] = $"8.{random.Next(2, 5)}.1",
            ["method"] = random.Next(3) == 0 ? "advanced" : "default",
            ["core_count"] = 1 << random.Next(4),
            ["ram_size"] = 512 << random.Next(4),
            ["disk_size"] = 4 << random.Next(4),
            ["gpu_vendor"] = random.Next(5) == 0 ? "intel" : "",
            ["gpu_passthrough"] = "igpu",
            ["cpu_vendor"] = "intel",
            ["cpu_model"] = "N100",
            ["repo_source"] = "ProxmoxVE",
            ["repo_slug"] = random.Next(8) == 0 ? "someone/fork" : "community-scripts/ProxmoxVE",
        };
        if (kind < 78)
            run["install_duration"] = random.Next(40, 400);
        else
            (run["exit_code"], run["error"]) = kind < 93 ? (failure.Code, $"Setting up the container\n{failure.Text}") : (130, "");
        return run;
    }

    private static Dictionary<string, object> Start(Random random, int number, DateTimeOffset now) => new()
    {
        ["instance_id"] = Id(number),
        ["image_version"] = $"10.{random.Next(3, 6)}",
        ["architecture"] = random.Next(4) == 0 ? "aarch64" : "x86_64",
        ["os"] = "linux",
        ["container_runtime"] = random.Next(5) == 0 ? "podman" : "docker",
        ["startup_time_ms"] = 900 + (int)(9000 * Math.Pow(random.NextDouble(), 3)),
        ["db_type"] = random.Next(6) == 0 ? "mysql" : "postgres",
        ["telemetry_version"] = "1",
        ["created_at"] = Time(now.AddDays(-Days * random.NextDouble())),
    };

    private static string Id(int number) => string.Create(CultureInfo.InvariantCulture, $"sample-{number:00000}");

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
