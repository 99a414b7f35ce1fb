using Microsoft.AspNetCore.WebUtilities;

namespace Telemetry.Dashboard.Api;

/// <summary>A replay may fail because Ingestion is unavailable.</summary>
internal sealed class QuarantineApi(HttpClient http, PageFreshness freshness)
{
    private const string Root = "/api/v1/admin/quarantine";

    public const int MaxOffset = 10_000;

    /// <summary>UTF-16 units.</summary>
    public const int MaxReasonLength = 200;

    /// <summary>
    /// Newest first. A null kind or reason does not filter; the offset is 0 to <see cref="MaxOffset"/>, the limit 1 to 100.
    /// </summary>
    public async Task<QuarantinePage> PageAsync(string? kind, string? reason, int offset, int limit, CancellationToken cancellationToken)
    {
        var address = QueryHelpers.AddQueryString(Root, new Dictionary<string, string?>
        {
            ["offset"] = offset.ToString(CultureInfo.InvariantCulture),
            ["limit"] = limit.ToString(CultureInfo.InvariantCulture),
            ["kind"] = kind,
            ["reason"] = reason,
        });
        var (items, total, _) = await http.ReadPageAsync<QuarantinedReport>(freshness, address, cancellationToken);
        return new(items, total ?? offset + items.Count);
    }

    public async Task<IReadOnlyList<QuarantineReason>> ReasonsAsync(CancellationToken cancellationToken) =>
        (await http.ReadAsync<QuarantineReason[]>(freshness, $"{Root}/reasons", cancellationToken)).Expect("reasons of the quarantine");

    /// <summary>Null if the report is no longer there.</summary>
    public Task<ReplayResult?> ReplayAsync(long id, CancellationToken cancellationToken) =>
        CommandAsync<ReplayResult>(HttpMethod.Post, string.Create(CultureInfo.InvariantCulture, $"{Root}/{id}/replay"), cancellationToken);

    /// <summary>Replays the oldest 50 reports of a reason.</summary>
    public Task<ReplayResult?> ReplayAsync(string reason, CancellationToken cancellationToken) =>
        CommandAsync<ReplayResult>(HttpMethod.Post, QueryHelpers.AddQueryString($"{Root}/replay", "reason", reason), cancellationToken);

    /// <summary>Null if the report is no longer there.</summary>
    public Task<DropResult?> DropAsync(long id, CancellationToken cancellationToken) =>
        CommandAsync<DropResult>(HttpMethod.Delete, string.Create(CultureInfo.InvariantCulture, $"{Root}/{id}"), cancellationToken);

    public Task<DropResult?> DropAsync(string reason, CancellationToken cancellationToken) =>
        CommandAsync<DropResult>(HttpMethod.Delete, QueryHelpers.AddQueryString(Root, "reason", reason), cancellationToken);

    private Task<T?> CommandAsync<T>(HttpMethod method, string address, CancellationToken cancellationToken)
        where T : class => http.CommandAsync<T>(ServiceHttp.Aggregation, method, address, cancellationToken);
}

internal sealed record QuarantinePage(IReadOnlyList<QuarantinedReport> Items, long Total);
