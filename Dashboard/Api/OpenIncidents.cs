namespace Telemetry.Dashboard.Api;

/// <summary>How many incidents are open, for the navigation of every page.</summary>
/// <param name="http">Its base address is Aggregation's.</param>
public sealed class OpenIncidents(HttpClient http)
{
    // No page waits longer for a number beside a link.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(1);

    /// <summary>Their number; 0 also while nobody tells it.</summary>
    public async Task<long> CountAsync(CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Deadline);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/admin/incidents?state=open&limit=1");
        try
        {
            using var answer = await http.AskAsync(ServiceClients.Aggregation, request, deadline.Token);
            return answer is null ? 0 : (await answer.Content.ReadFromJsonAsync<IncidentPage>(ServiceClients.Json, deadline.Token))?.Open ?? 0;
        }
        catch (Exception e) when (e is ServiceUnavailableException or HttpRequestException or OperationCanceledException)
        {
            return 0;
        }
    }
}
