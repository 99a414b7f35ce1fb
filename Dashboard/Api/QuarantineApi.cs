using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace Telemetry.Dashboard.Api;

/// <summary>Aggregation's API: what could not be stored, and what an admin does with it. All methods throw <see cref="ServiceUnavailableException"/> when it is away.</summary>
/// <param name="http">Its base address is Aggregation's.</param>
/// <param name="age">Learns how old the answers are.</param>
public sealed class QuarantineApi(HttpClient http, PageAge age)
{
    private const string Root = "/api/v1/admin/quarantine";

    /// <summary>The most that one can look through.</summary>
    public const int LastOffset = 10_000;

    /// <summary>No reason is longer, in UTF-16 units.</summary>
    public const int LongestReason = 200;

    /// <summary>A page, newest first.</summary>
    /// <param name="kind">Of the report; null for all.</param>
    /// <param name="reason">As <see cref="ReasonsAsync"/> tells it; null for all.</param>
    /// <param name="offset">How many to leave out: 0 to <see cref="LastOffset"/>.</param>
    /// <param name="limit">1 to 100.</param>
    /// <param name="cancellationToken">Whoever asks has gone.</param>
    public async Task<QuarantinePage> PageAsync(string? kind, string? reason, int offset, int limit, CancellationToken cancellationToken)
    {
        var address = QueryHelpers.AddQueryString(Root, new Dictionary<string, string?>
        {
            ["offset"] = offset.ToString(CultureInfo.InvariantCulture),
            ["limit"] = limit.ToString(CultureInfo.InvariantCulture),
            ["kind"] = kind,
            ["reason"] = reason,
        });
        var (items, total, _) = await http.ReadPageAsync<Quarantined>(age, address, cancellationToken);
        return new(items, total ?? offset + items.Count);
    }

    /// <summary>The reasons, the most frequent first.</summary>
    public async Task<IReadOnlyList<QuarantineReason>> ReasonsAsync(CancellationToken cancellationToken) =>
        (await http.ReadAsync<QuarantineReason[]>(age, $"{Root}/reasons", cancellationToken)).Expect("reasons of the quarantine");

    /// <summary>Gives a report another try; null if it is not there any more.</summary>
    /// <exception cref="ServiceUnavailableException">Aggregation or Ingestion is away. It may have been accepted all the same.</exception>
    public Task<Replayed?> ReplayAsync(long id, CancellationToken cancellationToken) =>
        CommandAsync<Replayed>(HttpMethod.Post, string.Create(CultureInfo.InvariantCulture, $"{Root}/{id}/replay"), cancellationToken);

    /// <summary>Gives some reports of a reason another try.</summary>
    /// <exception cref="ServiceUnavailableException">Aggregation or Ingestion is away. Some may have been accepted all the same.</exception>
    public Task<Replayed?> ReplayAsync(string reason, CancellationToken cancellationToken) =>
        CommandAsync<Replayed>(HttpMethod.Post, QueryHelpers.AddQueryString($"{Root}/replay", "reason", reason), cancellationToken);

    /// <summary>Deletes a report; null if it is not there any more.</summary>
    /// <exception cref="ServiceUnavailableException">Aggregation is away. It may be gone all the same.</exception>
    public Task<DroppedReports?> DropAsync(long id, CancellationToken cancellationToken) =>
        CommandAsync<DroppedReports>(HttpMethod.Delete, string.Create(CultureInfo.InvariantCulture, $"{Root}/{id}"), cancellationToken);

    /// <summary>Deletes all reports of a reason.</summary>
    /// <exception cref="ServiceUnavailableException">Aggregation is away. They may be gone all the same.</exception>
    public Task<DroppedReports?> DropAsync(string reason, CancellationToken cancellationToken) =>
        CommandAsync<DroppedReports>(HttpMethod.Delete, QueryHelpers.AddQueryString(Root, "reason", reason), cancellationToken);

    private async Task<T?> CommandAsync<T>(HttpMethod method, string address, CancellationToken cancellationToken)
        where T : class
    {
        using var request = new HttpRequestMessage(method, address);
        using var answer = await http.AskAsync(ServiceClients.Aggregation, request, cancellationToken);
        return answer is null ? null : await answer.Content.ReadFromJsonAsync<T>(ServiceClients.Json, cancellationToken);
    }
}

/// <summary>Reports with a reason (numbers in it are #), of one kind and one client.</summary>
/// <param name="Kind">Of the reports.</param>
/// <param name="Reason">What is wrong with them.</param>
/// <param name="Client">What the client calls itself, or "".</param>
/// <param name="Count">How many.</param>
/// <param name="LastAt">When the last one came.</param>
public sealed record QuarantineReason(string? Kind, string? Reason, string? Client, long Count, DateTimeOffset? LastAt);

/// <summary>What became of replays.</summary>
/// <param name="Accepted">How many have left the quarantine.</param>
/// <param name="Kept">How many stay.</param>
/// <param name="Reason">Why the last of them does.</param>
public sealed record Replayed(int Accepted, int Kept, string? Reason);

/// <summary>What a drop did.</summary>
/// <param name="Dropped">How many reports are gone.</param>
public sealed record DroppedReports(int Dropped);

/// <summary>A page of reports in quarantine.</summary>
/// <param name="Items">Newest first.</param>
/// <param name="Total">How many there are of the kind, on all pages.</param>
public sealed record QuarantinePage(IReadOnlyList<Quarantined> Items, long Total);

/// <summary>A report in quarantine.</summary>
/// <param name="Id">Its number.</param>
/// <param name="QuarantinedAt">Since when.</param>
/// <param name="ReceivedAt">When it came.</param>
/// <param name="Kind">instance, snapshot, run, start or refused.</param>
/// <param name="Reason">What is wrong with it.</param>
/// <param name="Body">What came, masked; "" where it was not kept.</param>
/// <param name="Client">What the client calls itself, or "".</param>
public sealed record Quarantined(long Id, DateTimeOffset? QuarantinedAt, DateTimeOffset? ReceivedAt, string? Kind, string? Reason, string? Body, string? Client);
