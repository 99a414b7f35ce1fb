namespace Telemetry.Bench;

/// <summary>A page, and what it asks the read API for.</summary>
/// <param name="Page">The page.</param>
/// <param name="Steps">One after the other; what is in one step is asked for at the same time.</param>
public sealed record PageOf(Question Page, IReadOnlyList<IReadOnlyList<Question>> Steps)
{
    private const string Admin = "/api/v1/admin";
    private const string App = "Harbour%20Notes";
    private const string Slug = "harbour-notes";

    /// <summary>All pages that show data.</summary>
    public static IReadOnlyList<PageOf> All { get; } =
    [
        Of("/dashboard", [$"{Admin}/overview"]),
        Of($"/dashboard/applications/{Slug}", [$"{Admin}/applications/{Slug}"], OfApplication),
        Of(
            $"/dashboard/applications/{Slug}?metric=users_count&period=30d",
            [$"{Admin}/applications/{Slug}"],
            [$"{Admin}/metrics/{App}?period=30d&statistic=sum", .. OfApplication]),
        Of($"/dashboard/applications/{Slug}/settings", [$"{Admin}/applications/{Slug}"]),
        new(
            Html(side => $"/dashboard/instances/{side.InstanceId}", "/dashboard/instances/{id}"),
            [[
                News,
                new(side => $"{Admin}/instances/{side.InstanceId}", $"{Admin}/instances/{{id}}"),
                new(side => $"{Admin}/instances/{side.InstanceId}/timeline", $"{Admin}/instances/{{id}}/timeline"),
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

    // What the navigation of every page shows.
    private static Question News => Asking($"{Admin}/incidents?state=open&limit=1");

    // What the page of an application asks for once it knows that there is one.
    private static string[] OfApplication =>
    [
        $"{Admin}/applications/{Slug}/instances-over-time?period=30d", $"{Admin}/applications/{Slug}/versions?period=30d", $"{Admin}/applications/{Slug}/distributions",
        $"{Admin}/instances?app={App}&limit=50",
    ];

    private static PageOf Of(string path, params IReadOnlyList<IReadOnlyList<string>> steps) =>
        new(Html(_ => path, path), [[News, .. steps[0].Select(Asking)], .. steps.Skip(1).Select(step => step.Select(Asking).ToList())]);

    private static Question Asking(string path) => new(_ => path, path);

    private static Question Html(Func<Side, string> path, string name) => new(path, name, "text/html");
}
