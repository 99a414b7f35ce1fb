namespace Telemetry.Gateway.Health;

/// <summary>
/// Checks whether the services that clients depend on are ready. Concurrent requests share one poll, and its result is kept for a second,
/// so that a flood costs the services nothing.
/// </summary>
internal sealed class PlatformHealth(IHttpClientFactory clients, TimeProvider time)
{
    public const string Client = nameof(PlatformHealth);

    private static readonly string[] Services = ["ingestion", "aggregation"];
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Task<IReadOnlyList<string>>? _poll;
    private long _polledAt;

    public Task<IReadOnlyList<string>> FindUnreadyAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_poll is null || (_poll.IsCompleted && time.GetElapsedTime(_polledAt) >= Lifetime))
            {
                _polledAt = time.GetTimestamp();
                _poll = PollAsync();
            }

            return _poll.WaitAsync(cancellationToken);
        }
    }

    private async Task<IReadOnlyList<string>> PollAsync()
    {
        using var deadline = new CancellationTokenSource(Deadline, time);
        var ready = await Task.WhenAll(Services.Select(service => IsReadyAsync(service, deadline.Token)));
        return [.. Services.Where((_, i) => !ready[i])];
    }

    private async Task<bool> IsReadyAsync(string service, CancellationToken deadline)
    {
        try
        {
            using var http = clients.CreateClient(Client);
            using var response = await http.GetAsync(new Uri($"http://{service}/health/ready"), deadline);
            return response.StatusCode == System.Net.HttpStatusCode.OK;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            return false;
        }
    }
}
