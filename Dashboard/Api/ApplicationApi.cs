using System.Net;
using Microsoft.AspNetCore.WebUtilities;

namespace Telemetry.Dashboard.Api;

/// <summary>Aggregation's API: applications and instances.</summary>
internal sealed class ApplicationApi(HttpClient http, PageFreshness freshness)
{
    private const string Applications = "/api/v1/admin/applications";

    public async Task<Overview> OverviewAsync(CancellationToken cancellationToken) =>
        (await http.ReadAsync<Overview>(freshness, "/api/v1/admin/overview", cancellationToken)).Expect("overview");

    public async Task<IReadOnlyList<Application>> ApplicationsAsync(CancellationToken cancellationToken) =>
        (await http.ReadAsync<Application[]>(freshness, Applications, cancellationToken)).Expect("applications");

    public Task<Application?> ApplicationAsync(string slug, CancellationToken cancellationToken) =>
        http.ReadAsync<Application>(freshness, Address(slug), cancellationToken);

    /// <summary>Periods are 30d, 3m, 1y and all; null if there is no such application.</summary>
    public Task<InstancesOverTime?> InstancesOverTimeAsync(string slug, string period, CancellationToken cancellationToken) =>
        http.ReadAsync<InstancesOverTime>(freshness, $"{Address(slug)}/instances-over-time?period={period}", cancellationToken);

    /// <summary>Periods are 30d, 3m, 1y and all; null if there is no such application.</summary>
    public Task<VersionsOverTime?> VersionsAsync(string slug, string period, CancellationToken cancellationToken) =>
        http.ReadAsync<VersionsOverTime>(freshness, $"{Address(slug)}/versions?period={period}", cancellationToken);

    public Task<Distributions?> DistributionsAsync(string slug, CancellationToken cancellationToken) =>
        http.ReadAsync<Distributions>(freshness, $"{Address(slug)}/distributions", cancellationToken);

    /// <summary>
    /// Periods are 24h, 7d, 30d, 3m, 1y and all; statistics over the instances are sum, avg, median and p95. Null if there is no such
    /// application.
    /// </summary>
    public Task<MetricSeries?> MetricsAsync(string name, string period, string statistic, CancellationToken cancellationToken) =>
        http.ReadAsync<MetricSeries>(
            freshness, $"/api/v1/admin/metrics/{Uri.EscapeDataString(name)}?period={period}&statistic={statistic}", cancellationToken);

    /// <summary>Null if <see cref="InstanceSearch.After"/> is not a cursor of that order.</summary>
    public async Task<InstancePage?> InstancesAsync(InstanceSearch search, CancellationToken cancellationToken)
    {
        var address = QueryHelpers.AddQueryString("/api/v1/admin/instances", new Dictionary<string, string?>
        {
            ["app"] = search.App,
            ["q"] = search.Text,
            ["status"] = search.Status,
            ["sort"] = search.Sort,
            ["metric"] = search.Metric,
            ["after"] = search.After,
            ["limit"] = search.Limit.ToString(CultureInfo.InvariantCulture),
        });
        try
        {
            var (instances, total, next) = await http.ReadPageAsync<Instance>(freshness, address, cancellationToken);
            return new(instances, total ?? instances.Count, next);
        }
        catch (HttpRequestException e) when (e.StatusCode is HttpStatusCode.BadRequest && search.After is not null)
        {
            return null;
        }
    }

    public Task<Instance?> InstanceAsync(Guid id, CancellationToken cancellationToken) =>
        http.ReadAsync<Instance>(freshness, $"/api/v1/admin/instances/{id}", cancellationToken);

    /// <summary>Newest first; null if there is no such instance.</summary>
    public async Task<IReadOnlyList<TimelineEvent>?> TimelineAsync(Guid id, CancellationToken cancellationToken) =>
        await http.ReadAsync<TimelineEvent[]>(freshness, $"/api/v1/admin/instances/{id}/timeline", cancellationToken);

    /// <summary>"" clears a link. Idempotent.</summary>
    public Task<CommandOutcome> UpdateAsync(string slug, string githubUrl, string logoUrl, CancellationToken cancellationToken) =>
        http.CommandAsync(HttpMethod.Put, Address(slug), new { githubUrl, logoUrl }, [HttpStatusCode.BadRequest], cancellationToken);

    /// <summary>Lets Aggregation read the stars from GitHub; 502 is GitHub's failure. Idempotent.</summary>
    public Task<CommandOutcome> RefreshStarsAsync(string slug, CancellationToken cancellationToken) => http.CommandAsync(
        HttpMethod.Post,
        $"{Address(slug)}/refresh-stars",
        body: null,
        [HttpStatusCode.BadRequest, HttpStatusCode.BadGateway],
        cancellationToken);

    private static string Address(string slug) => $"{Applications}/{Uri.EscapeDataString(slug)}";
}

/// <summary>Filters, order and page of a list of instances. All filters are optional, and are combined by "and".</summary>
internal sealed record InstanceSearch
{
    public string? App { get; init; }

    /// <summary>Part of the id, version, environment or deployment mode.</summary>
    public string? Text { get; init; }

    /// <summary>pending, active or revoked.</summary>
    public string? Status { get; init; }

    /// <summary>last_seen, status, version, environment, deployment_mode or metric; a minus is descending.</summary>
    public string? Sort { get; init; }

    public string? Metric { get; init; }

    /// <summary><see cref="InstancePage.Next"/> of the previous page; null for the first page.</summary>
    public string? After { get; init; }

    /// <summary>1 to 100.</summary>
    public int Limit { get; init; } = 50;
}

internal sealed record InstancePage(IReadOnlyList<Instance> Items, long Total, string? Next);
