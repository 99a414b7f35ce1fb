using System.Globalization;

namespace Telemetry.Dashboard.Api;

/// <summary>Aggregation's read API: what could not be stored. All methods throw <see cref="ServiceUnavailableException"/> when it is away.</summary>
/// <param name="http">Its base address is Aggregation's.</param>
/// <param name="age">Learns how old the answers are.</param>
public sealed class QuarantineApi(HttpClient http, PageAge age)
{
    /// <summary>The most that one can look through.</summary>
    public const int LastOffset = 10_000;

    /// <summary>A page, newest first.</summary>
    /// <param name="kind">Of the report; null for all.</param>
    /// <param name="offset">How many to leave out: 0 to <see cref="LastOffset"/>.</param>
    /// <param name="limit">1 to 100.</param>
    /// <param name="cancellationToken">Whoever asks has gone.</param>
    public async Task<QuarantinePage> PageAsync(string? kind, int offset, int limit, CancellationToken cancellationToken)
    {
        var address = string.Create(
            CultureInfo.InvariantCulture, $"/api/v1/admin/quarantine?offset={offset}&limit={limit}{(kind is null ? "" : $"&kind={kind}")}");
        var (items, total) = await http.ReadPageAsync<Quarantined>(age, address, cancellationToken);
        return new(items, total ?? offset + items.Count);
    }
}

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
public sealed record Quarantined(long Id, DateTimeOffset? QuarantinedAt, DateTimeOffset? ReceivedAt, string? Kind, string? Reason, string? Body);
