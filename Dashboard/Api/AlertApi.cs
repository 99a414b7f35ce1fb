using System.Net;
using Microsoft.AspNetCore.WebUtilities;

namespace Telemetry.Dashboard.Api;

/// <summary>Aggregation's API: incidents and alert rules.</summary>
internal sealed class AlertApi(HttpClient http, PageFreshness freshness)
{
    private const int MaxPageSize = 100;

    private static readonly TimeSpan CountDeadline = TimeSpan.FromSeconds(1);

    public Task<IncidentPage> OpenAsync(CancellationToken cancellationToken) =>
        PageAsync("open", cursor: null, MaxPageSize, cancellationToken);

    /// <summary>The cursor is that of the previous page; null for the first one.</summary>
    public Task<IncidentPage> EndedAsync(string? cursor, int limit, CancellationToken cancellationToken) =>
        PageAsync("ended", cursor, limit, cancellationToken);

    /// <summary>Null without a response within a second.</summary>
    public Task<IncidentPage?> TryOpenCountsAsync(CancellationToken cancellationToken) =>
        http.TryReadAsync<IncidentPage>(ServiceHttp.Aggregation, Address("open", cursor: null, limit: 1), CountDeadline, cancellationToken);

    public async Task<AlertRules> RulesAsync(CancellationToken cancellationToken) =>
        (await http.ReadAsync<AlertRules>(freshness, "/api/v1/admin/alert-rules", cancellationToken)).Expect("alert rules");

    /// <summary>Returns an error that begins with the field's name, or null if the rule is set.</summary>
    public async Task<string?> SetAsync(
        string rule, bool enabled, IReadOnlyDictionary<string, int> thresholds, CancellationToken cancellationToken) =>
        Error(await http.CommandAsync(
            HttpMethod.Put,
            $"/api/v1/admin/alert-rules/{Uri.EscapeDataString(rule)}",
            new { enabled, thresholds },
            [HttpStatusCode.BadRequest],
            cancellationToken));

    /// <summary>Sends a test alert through every channel. Returns an error, or null if the test is accepted.</summary>
    public async Task<string?> TestAsync(CancellationToken cancellationToken) => Error(await http.CommandAsync(
        HttpMethod.Post, "/api/alerts/test", body: null, [HttpStatusCode.Conflict], cancellationToken));

    private static string? Error(CommandOutcome result) =>
        result.IsFound ? result.Error : throw new HttpRequestException($"{ServiceHttp.Aggregation} does not know this command");

    private async Task<IncidentPage> PageAsync(string state, string? cursor, int limit, CancellationToken cancellationToken) =>
        (await http.ReadAsync<IncidentPage>(freshness, Address(state, cursor, limit), cancellationToken)).Expect("incidents");

    private static string Address(string state, string? cursor, int limit) =>
        QueryHelpers.AddQueryString("/api/v1/admin/incidents", new Dictionary<string, string?>
        {
            ["state"] = state,
            ["cursor"] = cursor,
            ["limit"] = limit.ToString(CultureInfo.InvariantCulture),
        });
}
