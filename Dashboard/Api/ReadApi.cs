using System.Globalization;
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

    /// <summary>The totals over all applications.</summary>
    public async Task<Stats> StatsAsync(CancellationToken cancellationToken) =>
        (await http.ReadAsync<Stats>(age, "/api/v1/admin/stats", cancellationToken)).Expect("stats");

    /// <summary>All applications.</summary>
    public async Task<IReadOnlyList<Application>> ApplicationsAsync(CancellationToken cancellationToken) =>
        (await http.ReadAsync<Application[]>(age, "/api/v1/admin/applications", cancellationToken)).Expect("applications");

    /// <summary>One application; null if there is none.</summary>
    public Task<Application?> ApplicationAsync(string slug, CancellationToken cancellationToken) =>
        http.ReadAsync<Application>(age, $"/api/v1/admin/applications/{Uri.EscapeDataString(slug)}", cancellationToken);

    /// <summary>An application's metrics over a period: 24h, 7d, 30d, 3m, 1y or all; null if there is no such application.</summary>
    public Task<MetricSeries?> MetricsAsync(string name, string period, CancellationToken cancellationToken) =>
        http.ReadAsync<MetricSeries>(age, $"/api/v1/admin/metrics/{Uri.EscapeDataString(name)}?period={period}", cancellationToken);

    /// <summary>A page of instances, newest seen first.</summary>
    public async Task<InstancePage> InstancesAsync(InstanceSearch search, CancellationToken cancellationToken)
    {
        var address = QueryHelpers.AddQueryString("/api/v1/admin/instances", new Dictionary<string, string?>
        {
            ["app"] = search.App,
            ["q"] = search.Text,
            ["status"] = search.Status,
            ["offset"] = search.Offset.ToString(CultureInfo.InvariantCulture),
            ["limit"] = search.Limit.ToString(CultureInfo.InvariantCulture),
        });
        var (instances, total) = await http.ReadPageAsync<Instance>(age, address, cancellationToken);
        return new(instances, total ?? search.Offset + instances.Count);
    }

    /// <summary>One instance with its newest snapshots; null if there is none.</summary>
    public Task<Instance?> InstanceAsync(Guid id, CancellationToken cancellationToken) =>
        http.ReadAsync<Instance>(age, $"/api/v1/admin/instances/{id}", cancellationToken);
}
