using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace Telemetry.Dashboard.Api;

/// <summary>Aggregation's read API: runs of scripts. Each method asks once; all throw <see cref="ServiceUnavailableException"/> when it is away.</summary>
/// <param name="http">Its base address is Aggregation's.</param>
/// <param name="age">Learns how old the answers are.</param>
public sealed class RunApi(HttpClient http, PageAge age)
{
    /// <summary>How the runs fared.</summary>
    public async Task<RunSummary> SummaryAsync(RunScope scope, CancellationToken cancellationToken) =>
        (await http.ReadAsync<RunSummary>(age, Address("/api/dashboard", scope), cancellationToken)).Expect("summary of runs");

    /// <summary>Which scripts ran.</summary>
    public async Task<ScriptList> ScriptsAsync(RunScope scope, CancellationToken cancellationToken) =>
        (await http.ReadAsync<ScriptList>(age, Address("/api/scripts", scope), cancellationToken)).Expect("scripts");

    /// <summary>What went wrong.</summary>
    public async Task<ErrorReport> ErrorsAsync(RunScope scope, CancellationToken cancellationToken) =>
        (await http.ReadAsync<ErrorReport>(age, Address("/api/errors", scope), cancellationToken)).Expect("errors of runs");

    /// <summary>The runs themselves, a page at a time.</summary>
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
        return (await http.ReadAsync<RunRecordPage>(age, address, cancellationToken)).Expect("records of runs");
    }

    /// <summary>One run; null if there is none.</summary>
    public async Task<RunRecord?> RecordAsync(string executionId, CancellationToken cancellationToken)
    {
        var address = QueryHelpers.AddQueryString("/api/records", "execution_id", executionId);
        return (await http.ReadAsync<RunRecordPage>(age, address, cancellationToken)).Expect("records of runs").Records is [var run, ..] ? run : null;
    }

    /// <summary>What exit codes mean, by code.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ExitCodesAsync(CancellationToken cancellationToken) =>
        (await http.ReadAsync<Dictionary<string, string>>(age, "/api/exit-codes", cancellationToken)).Expect("exit codes");

    /// <summary>How many runs are stuck.</summary>
    public async Task<CleanupStatus> StuckAsync(CancellationToken cancellationToken) =>
        (await http.ReadAsync<CleanupStatus>(age, "/api/cleanup/status", cancellationToken)).Expect("status of the clean-up");

    /// <summary>Closes the runs that are stuck; how many there were.</summary>
    /// <exception cref="ServiceUnavailableException">Aggregation is away. They may have been closed all the same.</exception>
    public async Task<int> CloseStuckAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/cleanup/run");
        using var answer = (await http.AskAsync(ServiceClients.Aggregation, request, cancellationToken)).Expect("clean-up");
        return (await answer.Content.ReadFromJsonAsync<CleanupRun>(ServiceClients.Json, cancellationToken)).Expect("clean-up").Updated;
    }

    private static string Address(string path, RunScope scope) => QueryHelpers.AddQueryString(path, new Dictionary<string, string?>
    {
        ["days"] = scope.Days.ToString(CultureInfo.InvariantCulture),
        ["repo"] = scope.Repo,
        ["slug"] = scope.Slug.Length > 0 ? scope.Slug : null,
    });
}
