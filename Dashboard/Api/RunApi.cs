using Microsoft.AspNetCore.WebUtilities;

namespace Telemetry.Dashboard.Api;

internal sealed class RunApi(HttpClient http, PageFreshness freshness)
{
    public async Task<RunSummary> SummaryAsync(RunScope scope, CancellationToken cancellationToken) =>
        (await http.ReadAsync<RunSummary>(freshness, Address("/api/dashboard", scope), cancellationToken)).Expect("summary of runs");

    public async Task<ScriptList> ScriptsAsync(RunScope scope, CancellationToken cancellationToken) =>
        (await http.ReadAsync<ScriptList>(freshness, Address("/api/scripts", scope), cancellationToken)).Expect("scripts");

    public async Task<ErrorReport> ErrorsAsync(RunScope scope, CancellationToken cancellationToken) =>
        (await http.ReadAsync<ErrorReport>(freshness, Address("/api/errors", scope), cancellationToken)).Expect("errors of runs");

    public async Task<RunRecordPage> RecordsAsync(RunScope scope, RunSearch search, CancellationToken cancellationToken)
    {
        var address = QueryHelpers.AddQueryString(Address("/api/records", scope), new Dictionary<string, string?>
        {
            ["search"] = search.Text,
            ["status"] = search.Status,
            ["type"] = search.Type,
            ["os"] = search.Os,
            ["sort"] = search.Sort,
            ["page"] = search.Page.ToString(CultureInfo.InvariantCulture),
            ["limit"] = search.Limit.ToString(CultureInfo.InvariantCulture),
        });
        return (await http.ReadAsync<RunRecordPage>(freshness, address, cancellationToken)).Expect("records of runs");
    }

    public async Task<RunRecord?> RecordAsync(string executionId, CancellationToken cancellationToken)
    {
        var address = QueryHelpers.AddQueryString("/api/records", "execution_id", executionId);
        var page = (await http.ReadAsync<RunRecordPage>(freshness, address, cancellationToken)).Expect("records of runs");
        return page.Records is [var run, ..] ? run : null;
    }

    public async Task<IReadOnlyDictionary<string, string>> ExitCodesAsync(CancellationToken cancellationToken) =>
        (await http.ReadAsync<Dictionary<string, string>>(freshness, "/api/exit-codes", cancellationToken)).Expect("exit codes");

    public async Task<CleanupStatus> StuckAsync(CancellationToken cancellationToken) =>
        (await http.ReadAsync<CleanupStatus>(freshness, "/api/cleanup/status", cancellationToken)).Expect("status of the clean-up");

    /// <summary>Returns the number of closed runs.</summary>
    public async Task<int> CloseStuckAsync(CancellationToken cancellationToken) =>
        (await http.CommandAsync<CleanupRun>(ServiceHttp.Aggregation, HttpMethod.Post, "/api/cleanup/run", cancellationToken))
        .Expect("clean-up").Updated;

    private static string Address(string path, RunScope scope) => QueryHelpers.AddQueryString(path, new Dictionary<string, string?>
    {
        ["days"] = scope.Days.ToString(CultureInfo.InvariantCulture),
        ["repo"] = scope.Repo,
        ["slug"] = scope.Slug.Length > 0 ? scope.Slug : null,
    });
}

/// <summary>
/// The last days (UTC), today included: 1 to 365. The repository is ProxmoxVE, ProxmoxVED, external or all; the slug is a fork, or "".
/// </summary>
internal sealed record RunScope(int Days, string Repo, string Slug);

/// <summary>Filters, order and page of a list of runs. All filters are optional, and are combined by "and".</summary>
internal sealed record RunSearch
{
    public string? Text { get; init; }

    /// <summary>installing, validation, configuring, success, failed, aborted or unknown.</summary>
    public string? Status { get; init; }

    /// <summary>lxc, vm, turnkey, pve, addon or tool.</summary>
    public string? Type { get; init; }

    public string? Os { get; init; }

    /// <summary>created, nsapp, status, type or os_type; a minus is descending.</summary>
    public string Sort { get; init; } = "-created";

    public int Page { get; init; } = 1;

    /// <summary>1 to 100.</summary>
    public int Limit { get; init; } = 50;
}
