using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace Telemetry.Dashboard.Api;

/// <summary>Aggregation's read API. Each method asks once; all throw <see cref="ServiceUnavailableException"/> when it is away.</summary>
/// <param name="http">Its base address is Aggregation's.</param>
public sealed class ReadApi(HttpClient http)
{
    /// <summary>The most instances that one page of <see cref="InstancesAsync"/> may have.</summary>
    public const int LargestPage = 100;

    private const string Service = "Aggregation";
    private const string TotalCount = "X-Total-Count";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>The totals over all applications.</summary>
    public async Task<Stats> StatsAsync(CancellationToken cancellationToken) =>
        await GetAsync<Stats>("/api/v1/admin/stats", cancellationToken) ?? throw Missing("stats");

    /// <summary>All applications.</summary>
    public async Task<IReadOnlyList<Application>> ApplicationsAsync(CancellationToken cancellationToken) =>
        await GetAsync<Application[]>("/api/v1/admin/applications", cancellationToken) ?? throw Missing("applications");

    /// <summary>One application; null if there is none.</summary>
    public Task<Application?> ApplicationAsync(string slug, CancellationToken cancellationToken) =>
        GetAsync<Application>($"/api/v1/admin/applications/{Uri.EscapeDataString(slug)}", cancellationToken);

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
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        using var answer = await http.AskAsync(Service, request, cancellationToken) ?? throw Missing("instances");

        var instances = await answer.Content.ReadFromJsonAsync<Instance[]>(Json, cancellationToken) ?? [];
        var total = answer.Headers.TryGetValues(TotalCount, out var values) && long.TryParse(values.First(), CultureInfo.InvariantCulture, out var count)
            ? count
            : search.Offset + instances.Length;
        return new(instances, total);
    }

    /// <summary>One instance with its newest snapshots; null if there is none.</summary>
    public Task<Instance?> InstanceAsync(Guid id, CancellationToken cancellationToken) =>
        GetAsync<Instance>($"/api/v1/admin/instances/{id}", cancellationToken);

    private async Task<T?> GetAsync<T>(string address, CancellationToken cancellationToken)
        where T : class
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        using var answer = await http.AskAsync(Service, request, cancellationToken);
        return answer is null ? null : await answer.Content.ReadFromJsonAsync<T>(Json, cancellationToken);
    }

    private static InvalidOperationException Missing(string what) => new($"Aggregation has no {what}: it is not the version that this dashboard is for");
}
