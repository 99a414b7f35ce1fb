using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Telemetry.Dashboard.Api;
using Telemetry.Dashboard.Display;
using Telemetry.ServiceDefaults.Access;

namespace Telemetry.Dashboard.Pages.Applications;

/// <summary>One application: its metrics, how many instances of which version there are, on what they run, and each of them.</summary>
public sealed class DetailsModel(ReadApi api) : PageModel
{
    private const int PageSize = 50;

    /// <summary>What was asked for.</summary>
    [BindProperty(SupportsGet = true)]
    public Query Asked { get; set; } = new();

    /// <summary>What is shown.</summary>
    public Result Shown { get; private set; } = null!;

    /// <summary>Shows the page; 404 if there is no such application.</summary>
    public async Task<IActionResult> OnGetAsync(string slug, CancellationToken cancellationToken)
    {
        if (await api.ApplicationAsync(slug, cancellationToken) is not { } application)
            return NotFound();

        var view = ApplicationView.Of(slug, Asked);
        var overTime = MetricOverTime.FindAsync(api, application, view, cancellationToken);
        var instancesByDay = api.InstancesOverTimeAsync(slug, view.Days, cancellationToken);
        var versionsByDay = api.VersionsAsync(slug, view.Days, cancellationToken);
        var distributions = api.DistributionsAsync(slug, cancellationToken);
        // Each by itself they are the admin's.
        var isAdmin = AdminAccess.IsAdmin(User);
        var page = isAdmin ? api.InstancesAsync(SearchOf(application, view), cancellationToken) : Task.FromResult<InstancePage?>(null);
        await Task.WhenAll(overTime, instancesByDay, versionsByDay, distributions, page);

        // An old link, or one that somebody has changed.
        if (isAdmin && await page is null)
            return LocalRedirect(view.Instances(after: null));

        Shown = new(
            HeaderOf(application),
            view,
            MetricSet.From(application.Metrics),
            await overTime,
            await instancesByDay is { } days && await versionsByDay is { } versions ? ApplicationDays.Of(days, versions) : null,
            await distributions is { } told ? SharesOf(told) : [],
            await page is { } instances ? ListOf(application, view, instances) : null,
            Asked.Deleted);
        return Page();
    }

    private InstanceSearch SearchOf(Api.Application application, ApplicationView view) => new()
    {
        App = application.Name,
        Text = view.Search.Length > 0 ? view.Search : null,
        Status = view.Status,
        Sort = view.Sort,
        Metric = view.By,
        After = string.IsNullOrEmpty(Asked.After) ? null : Asked.After,
        Limit = PageSize,
    };

    private static Header HeaderOf(Api.Application application) => new(
        application.Slug,
        application.Name,
        Links.External(application.GithubUrl),
        Links.External(application.LogoUrl),
        application.ActiveInstances,
        application.TotalInstances,
        application.LastSeenAt);

    private static IReadOnlyList<Shares> SharesOf(Distributions told)
    {
        return told.Os.Count == 0
            ? []
            :
            [
                Shares("os", "Operating systems", "System", told.Os),
                Shares("architectures", "Architectures", "Architecture", told.Architecture),
                Shares("modes", "Deployment modes", "Mode", told.DeploymentMode),
                Shares("environments", "Environments", "Environment", told.Environment),
            ];

        Shares Shares(string id, string title, string column, IReadOnlyList<Distributions.OfValue> values) =>
            new(id, title, column, [.. values.Select(value => new Shares.Part(value.Value, value.Count))], told.ActiveInstances)
            {
                Counted = "Instances",
                Note = "of active instances",
            };
    }

    private InstanceList ListOf(Api.Application application, ApplicationView view, InstancePage page)
    {
        // The application's sums first, so that the columns are the same on each page.
        var columns = MetricColumns.Of(page.Items.Select(instance => instance.Metrics).Prepend(application.Metrics));
        return new(
            [.. page.Items.Select(instance => new Row(
                instance.InstanceId, instance.Status, instance.AppVersion, instance.DeploymentMode, instance.Environment, instance.LastSeenAt,
                [.. columns.Keys.Select(key => Value(instance.Metrics, key))]))],
            columns,
            page.Total,
            string.IsNullOrEmpty(Asked.After) ? null : view.Instances(after: null),
            page.Next is null ? null : view.Instances(page.Next));
    }

    private static JsonElement? Value(IReadOnlyDictionary<string, JsonElement>? metrics, string key) =>
        metrics is not null && metrics.TryGetValue(key, out var value) ? value : null;

    /// <summary>What was asked for.</summary>
    public sealed record Query
    {
        /// <summary>Part of an instance's id, version, environment or mode.</summary>
        public string? Q { get; init; }

        /// <summary>pending, active, revoked, or all.</summary>
        public string? Status { get; init; }

        /// <summary>The order of the instances; a minus is descending.</summary>
        public string? Sort { get; init; }

        /// <summary>The metric of whose values that is the order.</summary>
        public string? By { get; init; }

        /// <summary>After which instance the page begins.</summary>
        public string? After { get; init; }

        /// <summary>The instance that was deleted just now.</summary>
        public Guid? Deleted { get; init; }

        /// <summary>The metric to show over time.</summary>
        public string? Metric { get; init; }

        /// <summary>Over which time.</summary>
        public string? Period { get; init; }

        /// <summary>As what of the instances' values.</summary>
        public string? Statistic { get; init; }

        /// <summary>Over which time to show instances and versions.</summary>
        public string? Days { get; init; }
    }

    /// <summary>What is shown.</summary>
    public sealed record Result(
        Header Header, ApplicationView View, MetricSet Metrics, MetricOverTime? OverTime, ApplicationDays? Days, IReadOnlyList<Shares> Distributions,
        InstanceList? Instances, Guid? Deleted);

    /// <summary>The application.</summary>
    /// <param name="Slug">Its identity.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="Repository">An https address, or null.</param>
    /// <param name="Logo">An https address, or null.</param>
    /// <param name="Active">Instances active and seen within 30 days.</param>
    /// <param name="Total">All instances.</param>
    /// <param name="LastSeen">The newest of all instances.</param>
    public sealed record Header(string Slug, string? Name, string? Repository, string? Logo, long Active, long Total, DateTimeOffset? LastSeen);

    /// <summary>A page of instances.</summary>
    /// <param name="Rows">In the order of the view.</param>
    /// <param name="Columns">Of their metrics.</param>
    /// <param name="Total">How many fit, on all pages.</param>
    /// <param name="First">The first page; null: this is it.</param>
    /// <param name="Next">The page after; null: there is none.</param>
    public sealed record InstanceList(IReadOnlyList<Row> Rows, MetricColumns Columns, long Total, string? First, string? Next);

    /// <summary>An instance; its values are in the order of the columns.</summary>
    public sealed record Row(
        Guid Id, string Status, string? Version, string? Mode, string? Environment, DateTimeOffset? LastSeen, IReadOnlyList<JsonElement?> Values);
}
