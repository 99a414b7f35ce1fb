namespace Telemetry.Dashboard.Api;

/// <summary>
/// How many incidents are open, for pages about something else: none of them fails for it, and none waits longer than for its own answer, since it
/// is asked for at the same time (<see cref="AsksForIncidents"/>), and once in a request.
/// </summary>
/// <param name="http">Its base address is Aggregation's.</param>
public sealed class OpenIncidents(HttpClient http)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(1);

    private static readonly IncidentPage None = new([], 0, null, null);

    private Task<IncidentPage>? _answer;

    /// <summary>Asks, unless it has been done.</summary>
    public void Ask(CancellationToken cancellationToken) => _answer ??= AskAsync(cancellationToken);

    /// <summary>Their number; 0 also while nobody tells it.</summary>
    public async Task<long> CountAsync(CancellationToken cancellationToken) => (await AnswerAsync(cancellationToken)).Open;

    /// <summary>Their numbers by application (slug), where there are any.</summary>
    public async Task<IReadOnlyDictionary<string, long>> ByApplicationAsync(CancellationToken cancellationToken) =>
        (await AnswerAsync(cancellationToken)).OpenByApp ?? new Dictionary<string, long>();

    private Task<IncidentPage> AnswerAsync(CancellationToken cancellationToken)
    {
        Ask(cancellationToken);
        return _answer!;
    }

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
