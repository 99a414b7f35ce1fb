using Telemetry.Gateway.Proxy;

namespace Telemetry.Gateway.Health;

/// <summary>Whether the services that clients depend on are ready. They are asked at most once a second, however many ask us.</summary>
public sealed class PlatformHealth
{
    private static readonly string[] Services = ["ingestion", "aggregation"];
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly ServiceClient _client;
    private readonly TimeProvider _time;
    private readonly Shared<IReadOnlyList<string>> _unready;

    /// <summary>Asks nobody yet.</summary>
    public PlatformHealth(ServiceClient client, TimeProvider time)
    {
        _client = client;
        _time = time;
        _unready = new(AskAllAsync, _ => Fresh, time);
    }

    /// <summary>Those that are not ready, by name; empty: all is well.</summary>
    public Task<IReadOnlyList<string>> FindUnreadyAsync(CancellationToken cancellationToken) => _unready.GetAsync(cancellationToken);

    private async Task<IReadOnlyList<string>> AskAllAsync()
    {
        using var deadline = new CancellationTokenSource(Deadline, _time);
        var answers = await Task.WhenAll(Services.Select(service => _client.GetAsync(service, "/health/ready", deadline.Token)));
        return [.. Services.Where((_, i) => answers[i] is not { Status: StatusCodes.Status200OK })];
    }
}
