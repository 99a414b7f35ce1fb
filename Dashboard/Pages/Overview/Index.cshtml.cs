using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Telemetry.Dashboard.Api;
using Telemetry.Dashboard.Display;
using Telemetry.ServiceDefaults.Access;

namespace Telemetry.Dashboard.Pages.Overview;

/// <summary>All applications, and totals.</summary>
internal sealed class IndexModel(ApplicationApi api, OpenIncidents incidents) : PageModel
{
    private const int PageSize = 100;

    [BindProperty(SupportsGet = true)]
    public QueryParameters Query { get; set; } = new("", 1);

    public Result Data { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var overview = api.OverviewAsync(cancellationToken);
        // Incidents are for the admin only.
        var open = AdminAccess.IsAdmin(User) ? await incidents.CountByApplicationAsync(cancellationToken) : new Dictionary<string, long>();
        Data = Find(await overview, open);
    }

    private Result Find(Contracts.Reads.Overview overview, IReadOnlyDictionary<string, long> open)
    {
        var search = SearchText.Clean(Query.Q);
        var found = overview.Applications
            .Where(application => application.Name.Contains(search, StringComparison.OrdinalIgnoreCase))
            .Select(application => new Row(
                application.Slug,
                application.Name,
                new(application.ActiveOverTime),
                application.ActiveInstances,
                application.TotalInstances,
                application.NewestVersion,
                string.IsNullOrEmpty(application.NewestVersion) ? "" : Numbers.Share(
                    application.NewestVersionInstances, application.ActiveInstances),
                application.LastSeenAt,
                open.GetValueOrDefault(application.Slug)))
            .ToArray();

        var parameters = new Dictionary<string, string?> { ["q"] = search };
        var paging = new Paging("Applications", Paging.Clamp(Query.P), PageSize, found.Length, Links.Overview, parameters);
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

    /// <param name="Q">Part of an application's name.</param>
    /// <param name="P">The page's number, from 1.</param>
    internal sealed record QueryParameters(string? Q, int P);

    /// <param name="Instances">Of any status.</param>
    /// <param name="Active">Active and seen within 30 days.</param>
    /// <param name="Runs">Of scripts, of all time.</param>
    /// <param name="Starts">Of containers, of all time.</param>
    /// <param name="Search">Part of the name; "": all applications.</param>
    /// <param name="Gateway">The address that clients send to.</param>
    internal sealed record Result(
        long Applications, long Instances, long Active, long Runs, long Starts, string Search, IReadOnlyList<Row> Rows, Paging Paging,
        string Gateway);

    /// <param name="ActiveOverTime">Active instances of the last 30 days.</param>
    /// <param name="NewestVersion">The highest number that an active instance runs, or "".</param>
    /// <param name="NewestShare">The percentage of the active instances that run it.</param>
    internal sealed record Row(
        string Slug, string? Name, Sparkline ActiveOverTime, long Active, long Total, string? NewestVersion, string NewestShare,
        DateTime? LastSeen, long OpenIncidents);
}
