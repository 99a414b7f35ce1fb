using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Telemetry.Dashboard.Api;
using Telemetry.Dashboard.Display;

namespace Telemetry.Dashboard.Pages.Runs;

/// <summary>What the pages about runs have in common: which runs they show, and the way to the same of other runs.</summary>
/// <param name="Path">The page's address without query.</param>
/// <param name="Scope">Which runs it shows.</param>
public sealed record RunView(string Path, RunScope Scope)
{
    private const int DefaultDays = 30;
    private const string DefaultRepo = "ProxmoxVE";

    private static readonly (int Days, string Name)[] AllDays = [(1, "Today"), (7, "7 days"), (30, "30 days"), (90, "90 days"), (365, "365 days")];

    private static readonly (string Path, string Name)[] AllPages =
        [(Links.Runs, "Summary"), (Links.RunFailures, "Failures"), (Links.RunLog, "Log")];

    /// <summary>What can be chosen as repository, with its name for people.</summary>
    public static IReadOnlyList<(string Repo, string Name)> Repos { get; } =
        [(DefaultRepo, DefaultRepo), ("ProxmoxVED", "ProxmoxVED"), ("external", "External"), ("all", "All repositories")];

    /// <summary>Whether the reader may see the runs themselves, and not only their sums.</summary>
    public bool IsAdmin { get; init; } = true;

    /// <summary>The forks that runs of the scope came from; for the choice of one.</summary>
    public IReadOnlyList<string> Slugs { get; init; } = [];

    /// <summary>Other ranges of days.</summary>
    public Ranges Days => new("Days", [.. AllDays.Select(range => new Ranges.Range(range.Name, Address(Path, Scope with { Days = range.Days }), range.Days == Scope.Days))]);

    /// <summary>The pages about the same runs.</summary>
    public Ranges Pages => new("Runs", [.. AllPages.Take(IsAdmin ? AllPages.Length : 1).Select(page => new Ranges.Range(page.Name, To(page.Path), page.Path == Path))]);

    /// <summary>The scope in words: "in the last 7 days".</summary>
    public string When => Scope.Days == 1 ? "today" : $"in the last {Scope.Days} days";

    /// <summary>The view that a query asks for; what it does not ask for, or not rightly, is as usual.</summary>
    public static RunView Of(string path, int? days, string? repo, string? slug) => new(path, new(
        AllDays.Any(range => range.Days == days) ? days!.Value : DefaultDays,
        Repos.Any(known => known.Repo == repo) ? repo! : DefaultRepo,
        SearchText.Clean(slug)));

    /// <summary>Another page about the same runs.</summary>
    public string To(string path) => Address(path, Scope);

    /// <summary>The log of those of these runs that have values; null: not for this reader.</summary>
    public string? LogOf(params IReadOnlyList<(string Parameter, string? Value)> values) => !IsAdmin ? null : QueryHelpers.AddQueryString(
        Links.RunLog, [.. QueryOf(Scope), .. values.Where(value => !string.IsNullOrEmpty(value.Value)).Select(value => KeyValuePair.Create(value.Parameter, value.Value))]);

    /// <summary>The scope as parameters; those that are as usual are left out.</summary>
    public static IReadOnlyDictionary<string, string?> QueryOf(RunScope scope) => new Dictionary<string, string?>
    {
        ["days"] = scope.Days == DefaultDays ? null : scope.Days.ToString(CultureInfo.InvariantCulture),
        ["repo"] = scope.Repo == DefaultRepo ? null : scope.Repo,
        ["slug"] = scope.Slug.Length > 0 ? scope.Slug : null,
    };

    private static string Address(string path, RunScope scope) => QueryHelpers.AddQueryString(path, QueryOf(scope));
}
