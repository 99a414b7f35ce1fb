using Microsoft.AspNetCore.WebUtilities;

namespace Telemetry.Dashboard.Pages.Runs;

/// <summary>The scope of the pages about runs, and their links to other scopes and to each other.</summary>
internal sealed record RunView(string Path, RunScope Scope)
{
    private const string DefaultRepo = "ProxmoxVE";

    private static readonly (string Path, string Name)[] AllPages =
        [(Links.Runs, "Summary"), (Links.RunFailures, "Failures"), (Links.RunLog, "Log")];

    public static IReadOnlyList<(string Repo, string Name)> Repos { get; } =
        [(DefaultRepo, DefaultRepo), ("ProxmoxVED", "ProxmoxVED"), ("external", "External"), ("all", "All repositories")];

    /// <summary>Whether the reader may see single runs.</summary>
    public bool IsAdmin { get; init; } = true;

    public IReadOnlyList<string> Slugs { get; init; } = [];

    public LinkChoice Days => LinkChoice.OfDays(Scope.Days, days => Address(Path, Scope with { Days = days }));

    public LinkChoice Pages => new("Runs", [.. AllPages.Take(IsAdmin ? AllPages.Length : 1).Select(page =>
        new LinkChoice.Option(page.Name, AddressOf(page.Path), page.Path == Path))]);

    /// <summary>"in the last 7 days".</summary>
    public string When => Scope.Days == 1 ? "today" : $"in the last {Scope.Days} days";

    /// <summary>Missing and invalid parameters get their defaults.</summary>
    public static RunView Parse(string path, int? days, string? repo, string? slug) => new(path, new(
        LinkChoice.ParseDays(days),
        Repos.Any(known => known.Repo == repo) ? repo! : DefaultRepo,
        SearchText.Clean(slug)));

    public RunView WithSlugs(RunSummary summary) =>
        this with { Slugs = [.. summary.RepoSlugs.Select(slug => slug.Slug).Where(slug => slug.Length > 0)] };

    public string AddressOf(string path) => Address(path, Scope);

    /// <summary>Null if the reader may not see the list.</summary>
    public string? LogAddress(params IReadOnlyList<(string Parameter, string? Value)> filters) => !IsAdmin
        ? null
        : QueryHelpers.AddQueryString(
            Links.RunLog,
            [
                .. QueryOf(Scope),
                .. filters
                    .Where(filter => !string.IsNullOrEmpty(filter.Value))
                    .Select(filter => KeyValuePair.Create(filter.Parameter, filter.Value)),
            ]);

    /// <summary>Defaults are left out.</summary>
    public static IReadOnlyDictionary<string, string?> QueryOf(RunScope scope) => new Dictionary<string, string?>
    {
        ["days"] = scope.Days == LinkChoice.DefaultDays ? null : scope.Days.ToString(CultureInfo.InvariantCulture),
        ["repo"] = scope.Repo == DefaultRepo ? null : scope.Repo,
        ["slug"] = scope.Slug.Length > 0 ? scope.Slug : null,
    };

    private static string Address(string path, RunScope scope) => QueryHelpers.AddQueryString(path, QueryOf(scope));
}
