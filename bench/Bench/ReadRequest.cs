namespace Telemetry.Bench;

/// <summary>The path may depend on the platform's data; a constant response is never computed.</summary>
internal sealed record ReadRequest(
    Func<BenchPlatform, string> Path, string Name, string Accept = "application/json", bool IsConstant = false)
{
    private const string Admin = "/api/v1/admin";
    private const string App = "Harbour%20Notes";
    private const string Slug = "harbour-notes";
    private const int Page = 15;

    /// <summary>Pages are so short that they are full on both platforms: the time may grow with the size of the response.</summary>
    public static IReadOnlyList<ReadRequest> All { get; } =
    [
        Of($"{Admin}/stats"),
        Of($"{Admin}/instances?limit={Page}"),
        Of($"{Admin}/instances?limit={Page}&app={App}"),
        Of($"{Admin}/instances?limit={Page}&q=docker"),
        new(platform => $"{Admin}/instances?limit=5&q={platform.InstanceId[..8]}", $"{Admin}/instances?q=(an id's begin)"),
        new(platform => $"{Admin}/instances?limit=5&offset={Math.Max(0, platform.Instances - 5)}", $"{Admin}/instances (last page)"),
        new(platform => $"{Admin}/instances/{platform.InstanceId}", $"{Admin}/instances/{{id}}"),
        Of($"{Admin}/instances?limit={Page}&app={App}&sort=version"),
        Of($"{Admin}/instances?limit={Page}&app={App}&sort=-metric&metric=users_count"),
        new(platform => $"{Admin}/instances/{platform.InstanceId}/timeline", $"{Admin}/instances/{{id}}/timeline"),
        .. new[] { "24h", "7d", "30d", "3m", "1y", "all" }.Select(period => Of($"{Admin}/metrics/{App}?period={period}")),
        .. new[] { "avg", "median", "p95" }.Select(statistic => Of($"{Admin}/metrics/{App}?period=30d&statistic={statistic}")),
        Of($"{Admin}/overview"),
        Of($"{Admin}/applications"),
        Of($"{Admin}/applications/{Slug}"),
        Of($"{Admin}/applications/{Slug}/instances-over-time?period=30d"),
        Of($"{Admin}/applications/{Slug}/instances-over-time?period=all"),
        Of($"{Admin}/applications/{Slug}/versions?period=30d"),
        Of($"{Admin}/applications/{Slug}/versions?period=all"),
        Of($"{Admin}/applications/{Slug}/distributions"),
        Of($"{Admin}/quarantine"),
        Of($"{Admin}/quarantine/reasons"),

        Of("/api/dashboard?days=30"),
        Of("/api/dashboard?days=365"),
        Of("/api/dashboard?days=365&repo=all"),
        Of("/api/dashboard?days=30&slug=community-scripts/ProxmoxVE"),
        Of("/api/records"),
        Of("/api/records?limit=100&days=365&repo=all"),
        Of("/api/records?status=failed&limit=20"),
        Of("/api/records?app=docker&limit=20"),
        Of("/api/records?search=home&limit=20"),
        Of("/api/records?os=ubuntu&type=lxc&limit=20"),
        new(platform => $"/api/records?limit=20&page={Math.Max(1, platform.Loaded.Runs / 40)}", "/api/records (page in the middle)"),
        new(platform => $"/api/records?limit=20&page={Math.Max(1, platform.Loaded.Runs / 22)}", "/api/records (page near the end)"),
        Of("/api/records?sort=created&limit=20"),
        Of("/api/records?execution_id=nobody"),
        Of("/api/scripts?days=30"),
        Of("/api/scripts?days=365"),
        Of("/api/errors?days=30"),
        Of("/api/errors?days=365"),
        Of("/api/repo-slugs?days=365"),
        Of("/api/exit-codes") with { IsConstant = true },
        Of("/api/cleanup/status"),

        Of("/metrics"),
        new(_ => "/metrics", "/metrics (Prometheus)", "text/plain"),
        Of("/deployments"),
        Of($"{Admin}/starts?days=30"),
        Of($"{Admin}/starts?days=365"),
        Of("/stats/architecture"),

        Badge("instances"), Badge("version"), Badge("metric/users_count"), Badge("combined?metric=users_count"),
    ];

    private static ReadRequest Of(string path) => new(_ => path, path);

    private static ReadRequest Badge(string name) => new(_ => $"/badge/{Slug}/{name}", $"/badge/{Slug}/{name}", "image/svg+xml");
}
