using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Telemetry.Dashboard.Api;
using Telemetry.Dashboard.Display;
using Telemetry.ServiceDefaults.Access;

namespace Telemetry.Dashboard.Pages.Overview;

/// <summary>All applications, and how many there are of everything.</summary>
public sealed class IndexModel(ReadApi api, OpenIncidents incidents) : PageModel
{
    private const int PageSize = 100;

    /// <summary>What was asked for.</summary>
    [BindProperty(SupportsGet = true)]
    public Query Asked { get; set; } = new("", 1);

    /// <summary>What is shown.</summary>
    public Result Shown { get; private set; } = null!;

    /// <summary>Shows the page.</summary>
    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var overview = api.OverviewAsync(cancellationToken);
        // They are the admin's.
        var open = AdminAccess.IsAdmin(User) ? await incidents.ByApplicationAsync(cancellationToken) : new Dictionary<string, long>();
        Shown = Find(await overview, open);
    }

    private Result Find(OverviewAnswer overview, IReadOnlyDictionary<string, long> open)
    {
        var search = SearchText.Clean(Asked.Q);
        var found = overview.Applications
            .Where(application => (application.Name ?? "").Contains(search, StringComparison.OrdinalIgnoreCase))
            .Select(application => new Row(
                application.Slug,
                application.Name,
                new(application.ActiveOverTime ?? []),
                application.ActiveInstances,
                application.TotalInstances,
                application.NewestVersion,
                string.IsNullOrEmpty(application.NewestVersion) ? "" : Numbers.Share(application.NewestVersionInstances, application.ActiveInstances),
                application.LastSeenAt,
                open.GetValueOrDefault(application.Slug)))
            .ToArray();

        var query = new Dictionary<string, string?> { ["q"] = search };
        var paging = new Paging("Applications", Paging.Clamp(Asked.P), PageSize, found.Length, Links.Overview, query);
        return new(
            overview.Applications.Count,
            overview.TotalInstances,
            overview.ActiveInstances,
            overview.Runs,
            overview.Starts,
            search,
            [.. found.Skip(paging.Offset).Take(PageSize)],
            paging,
            $"{Request.Scheme}://{Request.Host}");
    }

    /// <summary>What was asked for.</summary>
    /// <param name="Q">Part of an application's name.</param>
    /// <param name="P">The page's number, from 1.</param>
    public sealed record Query(string? Q, int P);

    /// <summary>What is shown.</summary>
    /// <param name="Applications">All of them.</param>
    /// <param name="Instances">All of them, whatever their status.</param>
    /// <param name="Active">Active and seen within 30 days.</param>
    /// <param name="Runs">Of scripts, of all time.</param>
    /// <param name="Starts">Of containers, of all time.</param>
    /// <param name="Search">Part of the name; "" for all.</param>
    /// <param name="Rows">The page's part of the applications found.</param>
    /// <param name="Paging">Where that part is.</param>
    /// <param name="Gateway">Where clients reach the platform.</param>
    public sealed record Result(
        long Applications, long Instances, long Active, long Runs, long Starts, string Search, IReadOnlyList<Row> Rows, Paging Paging, string Gateway);

    /// <summary>An application.</summary>
    /// <param name="Slug">As in addresses.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="ActiveOverTime">Active instances of the last 30 days.</param>
    /// <param name="Active">Active instances.</param>
    /// <param name="Total">All instances.</param>
    /// <param name="NewestVersion">The highest number that an active instance runs, or "".</param>
    /// <param name="NewestShare">The part of the active instances that run it.</param>
    /// <param name="LastSeen">The newest of all instances.</param>
    /// <param name="OpenIncidents">Of what is alerted now, what is about it.</param>
    public sealed record Row(
        string Slug, string? Name, Sparkline ActiveOverTime, long Active, long Total, string? NewestVersion, string NewestShare, DateTimeOffset? LastSeen,
        long OpenIncidents);
}
