namespace Telemetry.Bench;

/// <summary>Steps are sent in order; the requests of a step are sent concurrently.</summary>
internal sealed record PageRequests(ReadRequest Page, IReadOnlyList<IReadOnlyList<ReadRequest>> Steps)
{
    private const string Admin = "/api/v1/admin";
    private const string App = "Harbour%20Notes";
    private const string Slug = "harbour-notes";

    public static IReadOnlyList<PageRequests> All { get; } =
    [
        Of("/dashboard", [$"{Admin}/overview"]),
        Of($"/dashboard/applications/{Slug}", [$"{Admin}/applications/{Slug}"], OfApplication),
        Of(
            $"/dashboard/applications/{Slug}?metric=users_count&period=30d",
            [$"{Admin}/applications/{Slug}"],
            [$"{Admin}/metrics/{App}?period=30d&statistic=sum", .. OfApplication]),
        Of($"/dashboard/applications/{Slug}/settings", [$"{Admin}/applications/{Slug}"]),
        new(
            Html(platform => $"/dashboard/instances/{platform.InstanceId}", "/dashboard/instances/{id}"),
            [[
                Incidents,
                new(platform => $"{Admin}/instances/{platform.InstanceId}", $"{Admin}/instances/{{id}}"),
                new(platform => $"{Admin}/instances/{platform.InstanceId}/timeline", $"{Admin}/instances/{{id}}/timeline"),
            ]]),
        Of("/dashboard/runs", ["/api/dashboard?days=30", "/api/scripts?days=30"]),
        Of("/dashboard/runs?days=365&repo=all", ["/api/dashboard?days=365&repo=all", "/api/scripts?days=365&repo=all"]),
        Of("/dashboard/runs/failures", ["/api/errors?days=30", "/api/dashboard?days=30", "/api/cleanup/status"]),
        Of("/dashboard/runs/log", ["/api/records?days=30&limit=50"]),
        Of("/dashboard/starts", [$"{Admin}/starts?days=30", "/deployments"]),
        Of("/dashboard/starts?days=365", [$"{Admin}/starts?days=365", "/deployments"]),
        Of("/dashboard/quarantine", [$"{Admin}/quarantine?limit=20", $"{Admin}/quarantine/reasons"]),
        Of("/dashboard/settings", [$"{Admin}/applications"]),
    ];

    // The navigation of every page shows it.
    private static ReadRequest Incidents => Json($"{Admin}/incidents?state=open&limit=1");

    // The second step of an application's page.
    private static string[] OfApplication =>
    [
        $"{Admin}/applications/{Slug}/instances-over-time?period=30d",
        $"{Admin}/applications/{Slug}/versions?period=30d",
        $"{Admin}/applications/{Slug}/distributions",
        $"{Admin}/instances?app={App}&limit=50",
    ];

    private static PageRequests Of(string path, params IReadOnlyList<IReadOnlyList<string>> steps) =>
        new(Html(_ => path, path), [[Incidents, .. steps[0].Select(Json)], .. steps.Skip(1).Select(step => step.Select(Json).ToList())]);

    private static ReadRequest Json(string path) => new(_ => path, path);

    private static ReadRequest Html(Func<BenchPlatform, string> path, string name) => new(path, name, "text/html");
}
