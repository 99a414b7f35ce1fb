namespace Telemetry.Bench;

/// <summary>A read API, asked in one way.</summary>
/// <param name="Path">Its address; may depend on what is stored where it is asked.</param>
/// <param name="Name">For people.</param>
/// <param name="Accept">The form of the answer.</param>
/// <param name="Constant">Always the same answer, which is never computed.</param>
public sealed record Question(Func<Side, string> Path, string Name, string Accept = "application/json", bool Constant = false)
{
    private const string Admin = "/api/v1/admin";
    private const string App = "Harbour%20Notes";
    private const string Slug = "harbour-notes";
    private const int Page = 15;

    /// <summary>All of them. Pages are short enough to be full on both platforms: an answer may grow with its own size.</summary>
    public static IReadOnlyList<Question> All { get; } =
    [
        Of($"{Admin}/stats"),
        Of($"{Admin}/instances?limit={Page}"),
        Of($"{Admin}/instances?limit={Page}&app={App}"),
        Of($"{Admin}/instances?limit={Page}&q=docker"),
        new(side => $"{Admin}/instances?limit=5&q={side.InstanceId[..8]}", $"{Admin}/instances?q=(an id's begin)"),
        new(side => $"{Admin}/instances?limit=5&offset={Math.Max(0, side.Instances - 5)}", $"{Admin}/instances (last page)"),
        new(side => $"{Admin}/instances/{side.InstanceId}", $"{Admin}/instances/{{id}}"),
        Of($"{Admin}/instances?limit={Page}&app={App}&sort=version"),
        Of($"{Admin}/instances?limit={Page}&app={App}&sort=-metric&metric=users_count"),
        new(side => $"{Admin}/instances/{side.InstanceId}/timeline", $"{Admin}/instances/{{id}}/timeline"),
        .. new[] { "24h", "7d", "30d", "3m", "1y", "all" }.Select(period => Of($"{Admin}/metrics/{App}?period={period}")),
        .. new[] { "avg", "median", "p95" }.Select(statistic => Of($"{Admin}/metrics/{App}?period=30d&statistic={statistic}")),
        Of($"{Admin}/overview"),
        Of($"{Admin}/applications"),
        Of($"{Admin}/applications/{Slug}"),
        .. new[] { "instances-over-time", "versions" }.SelectMany(what => new[] { "30d", "all" }.Select(period => Of($"{Admin}/applications/{Slug}/{what}?period={period}"))),
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
        new(side => $"/api/records?limit=20&page={Math.Max(1, side.Loaded.Runs / 40)}", "/api/records (page in the middle)"),
        new(side => $"/api/records?limit=20&page={Math.Max(1, side.Loaded.Runs / 22)}", "/api/records (page near the end)"),
        Of("/api/records?sort=created&limit=20"),
        Of("/api/records?execution_id=nobody"),
        Of("/api/scripts?days=30"),
        Of("/api/scripts?days=365"),
        Of("/api/errors?days=30"),
        Of("/api/errors?days=365"),
        Of("/api/repo-slugs?days=365"),
        Of("/api/exit-codes") with { Constant = true },
        Of("/api/cleanup/status"),

        Of("/metrics"),
        new(_ => "/metrics", "/metrics (Prometheus)", "text/plain"),
        Of("/deployments"),
        Of($"{Admin}/starts?days=30"),
        Of($"{Admin}/starts?days=365"),
        Of("/stats/architecture"),

        Badge("instances"), Badge("version"), Badge("metric/users_count"), Badge("combined?metric=users_count"),
    ];

    private static Question Of(string path) => new(_ => path, path);

    private static Question Badge(string name) => new(_ => $"/badge/{Slug}/{name}", $"/badge/{Slug}/{name}", "image/svg+xml");
}
