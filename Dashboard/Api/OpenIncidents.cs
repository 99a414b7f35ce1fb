namespace Telemetry.Dashboard.Api;

/// <summary>How many incidents are open, for pages about something else: none of them fails or waits for it.</summary>
/// <param name="http">Its base address is Aggregation's.</param>
public sealed class OpenIncidents(HttpClient http)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(1);

    private static readonly IncidentPage None = new([], 0, null, null);

    /// <summary>Their number; 0 also while nobody tells it.</summary>
    public async Task<long> CountAsync(CancellationToken cancellationToken) => (await AskAsync(cancellationToken)).Open;

    /// <summary>Their numbers by application (slug), where there are any.</summary>
    public async Task<IReadOnlyDictionary<string, long>> ByApplicationAsync(CancellationToken cancellationToken) =>
        (await AskAsync(cancellationToken)).OpenByApp ?? new Dictionary<string, long>();

    private async Task<IncidentPage> AskAsync(CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Deadline);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/admin/incidents?state=open&limit=1");
        try
        {
            using var answer = await http.AskAsync(ServiceClients.Aggregation, request, deadline.Token);
            return answer is null ? None : await answer.Content.ReadFromJsonAsync<IncidentPage>(ServiceClients.Json, deadline.Token) ?? None;
        }
        catch (Exception e) when (e is ServiceUnavailableException or HttpRequestException or OperationCanceledException)
        {
            return None;
        }
    }
}
