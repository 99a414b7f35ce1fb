using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Telemetry.Dashboard.Api;
using Telemetry.Dashboard.Display;
using Telemetry.ServiceDefaults.Access;

namespace Telemetry.Dashboard.Pages.Applications;

/// <summary>One application: its metrics, its versions, its instances.</summary>
public sealed class DetailsModel(ReadApi api) : PageModel
{
    private const int PageSize = 50;
    private const int MostVersions = 8;

    private static readonly string[] Statuses = ["active", "pending", "revoked"];

    /// <summary>What was asked for.</summary>
    [BindProperty(SupportsGet = true)]
    public Query Asked { get; set; } = new("", "", 1, null, null, null);

    /// <summary>What is shown.</summary>
    public Result Shown { get; private set; } = null!;

    /// <summary>Shows the page; 404 if there is no such application.</summary>
    public async Task<IActionResult> OnGetAsync(string slug, CancellationToken cancellationToken)
    {
        if (await api.ApplicationAsync(slug, cancellationToken) is not { } application)
            return NotFound();

        Shown = await ShowAsync(application, cancellationToken);
        return Page();
    }

    private async Task<Result> ShowAsync(Api.Application application, CancellationToken cancellationToken)
    {
        var search = SearchText.Clean(Asked.Q);
        var status = Statuses.Contains(Asked.Status) ? Asked.Status : null;
        var number = Paging.Clamp(Asked.P);

        var overTime = MetricOverTime.FindAsync(api, application, Asked.Metric, Asked.Period, cancellationToken);
        var page = !AdminAccess.IsAdmin(User) ? null : await api.InstancesAsync(
            new()
            {
                App = application.Name,
                Text = search.Length > 0 ? search : null,
                Status = status,
                Offset = Paging.OffsetOf(number, PageSize),
                Limit = PageSize,
            },
            cancellationToken);
        var instances = page?.Items ?? [];

        // The application's sums first, so that the columns are the same on each page.
        var columns = MetricColumns.Of(instances.Select(instance => instance.Metrics).Prepend(application.Metrics));
        var query = new Dictionary<string, string?> { ["q"] = search, ["status"] = status };
        return new(
            new(application.Slug, application.Name, Links.External(application.GithubUrl), application.ActiveInstances, application.TotalInstances,
                application.LastSeenAt),
            MetricSet.From(application.Metrics),
            await overTime,
            Share(application.Versions ?? []),
            new(search, status, Statuses),
            [.. instances.Select(instance => new Row(
                instance.InstanceId, instance.Status, instance.AppVersion, instance.DeploymentMode, instance.Environment, instance.LastSeenAt,
                [.. columns.Keys.Select(key => Value(instance.Metrics, key))]))],
            columns,
            new("Instances", number, PageSize, page?.Total ?? 0, Links.Application(application.Slug), query),
            Asked.Deleted,
            ShowsInstances: page is not null);
    }

    private static JsonElement? Value(IReadOnlyDictionary<string, JsonElement>? metrics, string key) =>
        metrics is not null && metrics.TryGetValue(key, out var value) ? value : null;

    private static VersionShares Share(IReadOnlyList<VersionCount> versions)
    {
        var ordered = versions.Where(version => version.Count != 0).OrderByDescending(version => version.Count).ToArray();
        var rest = ordered.Skip(MostVersions).ToArray();
        return new([.. ordered.Take(MostVersions)], rest.Length, Sum(rest), Sum(ordered));

        // Those that are not told are left out.
        static long Sum(IEnumerable<VersionCount> versions) => versions.Sum(version => Math.Max(0, version.Count));
    }

    /// <summary>What was asked for.</summary>
    /// <param name="Q">Part of an instance's id, version, environment or mode.</param>
    /// <param name="Status">pending, active, revoked, or all.</param>
    /// <param name="P">The page's number, from 1.</param>
    /// <param name="Deleted">The instance that was deleted just now.</param>
    /// <param name="Metric">The metric to show over time.</param>
    /// <param name="Period">Over which time.</param>
    public sealed record Query(string? Q, string? Status, int P, Guid? Deleted, string? Metric, string? Period);

    /// <summary>What is shown.</summary>
    public sealed record Result(
        Header Header, MetricSet Metrics, MetricOverTime? OverTime, VersionShares Versions, Filter Filter, IReadOnlyList<Row> Rows,
        MetricColumns Columns, Paging Paging, Guid? Deleted, bool ShowsInstances);

    /// <summary>The application.</summary>
    /// <param name="Slug">Its identity.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="Repository">An https address, or null.</param>
    /// <param name="Active">Instances active and seen within 30 days.</param>
    /// <param name="Total">All instances.</param>
    /// <param name="LastSeen">The newest of all instances.</param>
    public sealed record Header(string Slug, string? Name, string? Repository, long Active, long Total, DateTimeOffset? LastSeen);

    /// <summary>The versions that active instances run.</summary>
    /// <param name="Top">The most used ones.</param>
    /// <param name="Others">How many versions there are besides.</param>
    /// <param name="OtherInstances">How many instances run those.</param>
    /// <param name="Total">Instances of all versions.</param>
    public sealed record VersionShares(IReadOnlyList<VersionCount> Top, int Others, long OtherInstances, long Total);

    /// <summary>What the list is narrowed to.</summary>
    public sealed record Filter(string Search, string? Status, IReadOnlyList<string> Statuses)
    {
        /// <summary>Whether it is narrowed at all.</summary>
        public bool IsSet => Search.Length > 0 || Status is not null;
    }

    /// <summary>An instance; its values are in the order of the columns.</summary>
    public sealed record Row(
        Guid Id, string Status, string? Version, string? Mode, string? Environment, DateTimeOffset? LastSeen, IReadOnlyList<JsonElement?> Values);
}
