using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Telemetry.ServiceDefaults.Access;

namespace Telemetry.Dashboard.Pages.Overview;

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

    internal sealed record QueryParameters(string? Q, int P);

    /// <summary>
    /// Instances are of any status; active ones were seen within 30 days. Runs and starts are of all time. Gateway is the address that
    /// clients send to.
    /// </summary>
    internal sealed record Result(
        long Applications, long Instances, long Active, long Runs, long Starts, string Search, IReadOnlyList<Row> Rows, Paging Paging,
        string Gateway);

    /// <summary>
    /// ActiveOverTime is of the last 30 days. NewestVersion is the highest number that an active instance runs, or ""; NewestShare is the
    /// percentage of active instances that run it.
    /// </summary>
    internal sealed record Row(
        string Slug, string? Name, Sparkline ActiveOverTime, long Active, long Total, string? NewestVersion, string NewestShare,
        DateTime? LastSeen, long OpenIncidents);
}
