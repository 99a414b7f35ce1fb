using System.Net;
using Telemetry.ServiceDefaults.Http;

namespace Telemetry.Gateway.Health;

/// <summary>
/// Whether the services that clients depend on are ready. They are asked at most once a second, however many ask us: whoever comes while a
/// round is under way, or within a second of its start, gets that round's answer.
/// </summary>
public sealed class PlatformHealth(IConfiguration configuration, TimeProvider time) : IDisposable
{
    private static readonly string[] Services = ["ingestion", "aggregation"];
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();

    // Not the factory's clients: they ask again after a 503, which is an answer here.
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });
    private Task<IReadOnlyList<string>>? _round;
    private long _started;

    /// <summary>Those that are not ready, by name; empty: all is well.</summary>
    public Task<IReadOnlyList<string>> FindUnreadyAsync()
    {
        lock (_lock)
        {
            if (_round is null || (_round.IsCompleted && time.GetElapsedTime(_started) >= Fresh))
            {
                _started = time.GetTimestamp();
                _round = AskAllAsync();
            }

            return _round;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<IReadOnlyList<string>> AskAllAsync()
    {
        using var deadline = new CancellationTokenSource(Deadline, time);
        var ready = await Task.WhenAll(Services.Select(service => IsReadyAsync(service, deadline.Token)));
        return [.. Services.Where((_, i) => !ready[i])];
    }

    private async Task<bool> IsReadyAsync(string service, CancellationToken deadline)
    {
        try
        {
            var address = ServiceAddress.Resolve(configuration, new Uri($"http://{service}/health/ready"));
            using var answer = await _http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, deadline);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }
}
