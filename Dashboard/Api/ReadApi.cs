using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.WebUtilities;

namespace Telemetry.Dashboard.Api;

/// <summary>
/// Aggregation's read API: applications and instances. Each method asks once; all throw <see cref="ServiceUnavailableException"/> when it is
/// away.
/// </summary>
/// <param name="http">Its base address is Aggregation's.</param>
/// <param name="age">Learns how old the answers are.</param>
public sealed class ReadApi(HttpClient http, PageAge age)
{
    /// <summary>The most instances that one page of <see cref="InstancesAsync"/> may have.</summary>
    public const int LargestPage = 100;

    /// <summary>All applications, and totals.</summary>
    public async Task<OverviewAnswer> OverviewAsync(CancellationToken cancellationToken) =>
        (await http.ReadAsync<OverviewAnswer>(age, "/api/v1/admin/overview", cancellationToken)).Expect("overview");

    /// <summary>All applications, with their links.</summary>
    public async Task<IReadOnlyList<Application>> ApplicationsAsync(CancellationToken cancellationToken) =>
        (await http.ReadAsync<Application[]>(age, "/api/v1/admin/applications", cancellationToken)).Expect("applications");

    /// <summary>One application; null if there is none.</summary>
    public Task<Application?> ApplicationAsync(string slug, CancellationToken cancellationToken) =>
        http.ReadAsync<Application>(age, $"/api/v1/admin/applications/{Uri.EscapeDataString(slug)}", cancellationToken);

    /// <summary>An application's instances by day over a period: 30d, 3m, 1y or all; null if there is no such application.</summary>
    public Task<InstancesOverTime?> InstancesOverTimeAsync(string slug, string period, CancellationToken cancellationToken) =>
        http.ReadAsync<InstancesOverTime>(age, $"/api/v1/admin/applications/{Uri.EscapeDataString(slug)}/instances-over-time?period={period}", cancellationToken);

    /// <summary>An application's versions by day over a period: 30d, 3m, 1y or all; null if there is no such application.</summary>
    public Task<VersionsOverTime?> VersionsAsync(string slug, string period, CancellationToken cancellationToken) =>
        http.ReadAsync<VersionsOverTime>(age, $"/api/v1/admin/applications/{Uri.EscapeDataString(slug)}/versions?period={period}", cancellationToken);

    /// <summary>On what an application's active instances run; null if there is no such application.</summary>
    public Task<Distributions?> DistributionsAsync(string slug, CancellationToken cancellationToken) =>
        http.ReadAsync<Distributions>(age, $"/api/v1/admin/applications/{Uri.EscapeDataString(slug)}/distributions", cancellationToken);

    /// <summary>
    /// An application's metrics over a period (24h, 7d, 30d, 3m, 1y or all), as a statistic (sum, avg, median or p95) over its instances; null if
    /// there is no such application.
    /// </summary>
    public Task<MetricSeries?> MetricsAsync(string name, string period, string statistic, CancellationToken cancellationToken) =>
        http.ReadAsync<MetricSeries>(age, $"/api/v1/admin/metrics/{Uri.EscapeDataString(name)}?period={period}&statistic={statistic}", cancellationToken);

    /// <summary>A page of instances; null if <see cref="InstanceSearch.After"/> is no place in that order.</summary>
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
            var (instances, total, next) = await http.ReadPageAsync<Instance>(age, address, cancellationToken);
            return new(instances, total ?? instances.Count, next);
        }
        catch (HttpRequestException e) when (e.StatusCode is HttpStatusCode.BadRequest && search.After is not null)
        {
            return null;
        }
    }

    /// <summary>One instance with its newest snapshots; null if there is none.</summary>
    public Task<Instance?> InstanceAsync(Guid id, CancellationToken cancellationToken) =>
        http.ReadAsync<Instance>(age, $"/api/v1/admin/instances/{id}", cancellationToken);

    /// <summary>What happened to an instance, newest first; null if there is none.</summary>
    public async Task<IReadOnlyList<TimelineEvent>?> TimelineAsync(Guid id, CancellationToken cancellationToken) =>
        await http.ReadAsync<TimelineEvent[]>(age, $"/api/v1/admin/instances/{id}/timeline", cancellationToken);
}
