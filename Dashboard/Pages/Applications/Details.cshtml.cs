using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Telemetry.ServiceDefaults.Access;

namespace Telemetry.Dashboard.Pages.Applications;

internal sealed class DetailsModel(ApplicationApi api) : PageModel
{
    private const int PageSize = 50;

    [BindProperty(SupportsGet = true)]
    public QueryParameters Query { get; set; } = new();

    public Result Data { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string slug, CancellationToken cancellationToken)
    {
        if (await api.ApplicationAsync(slug, cancellationToken) is not { } application)
            return NotFound();

        var view = ApplicationView.Parse(slug, Query);
        var overTime = MetricOverTime.LoadAsync(api, application, view, cancellationToken);
        var instancesByDay = api.InstancesOverTimeAsync(slug, view.Days, cancellationToken);
        var versionsByDay = api.VersionsAsync(slug, view.Days, cancellationToken);
        var distributions = api.DistributionsAsync(slug, cancellationToken);
        // Single instances are for the admin only.
        var isAdmin = AdminAccess.IsAdmin(User);
        var page = isAdmin ? api.InstancesAsync(SearchOf(application, view), cancellationToken) : Task.FromResult<InstancePage?>(null);
        await Task.WhenAll(overTime, instancesByDay, versionsByDay, distributions, page);

        // The cursor is invalid: from an old link, or edited by hand.
        if (isAdmin && await page is null)
            return LocalRedirect(view.Instances(after: null));

        Data = new(
            HeaderOf(application),
            view,
            MetricSet.From(application.Metrics?.Read()),
            await overTime,
            await instancesByDay is { } days && await versionsByDay is { } versions ? ApplicationDays.From(days, versions) : null,
            await distributions is { } answered ? BreakdownsOf(answered) : [],
            await page is { } instances ? ListOf(application, view, instances) : null,
            Query.Deleted);
        return Page();
    }

    private InstanceSearch SearchOf(Application application, ApplicationView view) => new()
    {
        App = application.Name,
        Text = view.Search.Length > 0 ? view.Search : null,
        Status = view.Status,
        Sort = view.Sort,
        Metric = view.By,
        After = string.IsNullOrEmpty(Query.After) ? null : Query.After,
        Limit = PageSize,
    };

    private static Header HeaderOf(Application application) => new(
        application.Slug,
        application.Name,
        Links.External(application.GithubUrl),
        Links.External(application.LogoUrl),
        application.ActiveInstances,
        application.TotalInstances,
        application.LastSeenAt);

    private static IReadOnlyList<Breakdown> BreakdownsOf(Distributions distributions)
    {
        return distributions.Os.Count == 0
            ? []
            :
            [
                Of("os", "Operating systems", "System", distributions.Os),
                Of("architectures", "Architectures", "Architecture", distributions.Architecture),
                Of("modes", "Deployment modes", "Mode", distributions.DeploymentMode),
                Of("environments", "Environments", "Environment", distributions.Environment),
            ];

        Breakdown Of(string id, string title, string column, IReadOnlyList<ValueCount> values) =>
            new(id, title, column, [.. values.Select(value => new Breakdown.Part(value.Value, value.Count))], distributions.ActiveInstances)
            {
                Counted = "Instances",
                Note = "of active instances",
            };
    }

    private InstanceList ListOf(Application application, ApplicationView view, InstancePage page)
    {
        // The metrics of the application are included, so that the columns are the same on each page.
        var metrics = page.Items.Select(instance => instance.Metrics?.Read()).ToArray();
        var columns = MetricColumns.From(metrics.Prepend(application.Metrics?.Read()));
        return new(
            [.. page.Items.Zip(metrics, (instance, values) => new Row(
                instance.InstanceId, instance.Status, instance.AppVersion, instance.DeploymentMode, instance.Environment,
                instance.LastSeenAt, columns.ValuesOf(values)))],
            columns,
            page.Total,
            string.IsNullOrEmpty(Query.After) ? null : view.Instances(after: null),
            page.Next is null ? null : view.Instances(page.Next));
    }

    internal sealed record QueryParameters
    {
        /// <summary>Part of an instance's id, version, environment or mode.</summary>
        public string? Q { get; init; }

        public string? Status { get; init; }

        /// <summary>A minus is descending.</summary>
        public string? Sort { get; init; }

        /// <summary>The metric to sort by.</summary>
        public string? By { get; init; }

        public string? After { get; init; }

        /// <summary>The instance that the admin has just deleted.</summary>
        public Guid? Deleted { get; init; }

        public string? Metric { get; init; }

        public string? Period { get; init; }

        public string? Statistic { get; init; }

        public string? Days { get; init; }
    }

    internal sealed record Result(
        Header Header, ApplicationView View, MetricSet Metrics, MetricOverTime? OverTime, ApplicationDays? Days,
        IReadOnlyList<Breakdown> Breakdowns, InstanceList? Instances, Guid? Deleted);

    /// <summary>
    /// Repository and logo are https addresses, or null. Active instances were seen within 30 days; the total includes instances of any
    /// status.
    /// </summary>
    internal sealed record Header(string Slug, string? Name, string? Repository, string? Logo, long Active, long Total, DateTime? LastSeen);

    /// <summary>
    /// The total is over all pages. First is the address of the first page, null on it; Next is that of the next page, or null.
    /// </summary>
    internal sealed record InstanceList(IReadOnlyList<Row> Rows, MetricColumns Columns, long Total, string? First, string? Next);

    /// <summary>Values are in the order of the columns.</summary>
    internal sealed record Row(
        Guid Id, string Status, string? Version, string? Mode, string? Environment, DateTime? LastSeen, IReadOnlyList<JsonElement?> Values);
}
