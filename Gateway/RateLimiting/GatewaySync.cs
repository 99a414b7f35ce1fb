using Telemetry.ServiceDefaults.Jobs;

namespace Telemetry.Gateway.RateLimiting;

internal interface ISyncedState
{
    /// <summary>Sends this gateway's changes and merges those of the others; returns whether Redis answered.</summary>
    Task<bool> SyncAsync();
}

/// <summary>
/// Lets several gateways count as one. Each decides at once by its local state and syncs it ten times a second, so that no request waits
/// for Redis. While Redis is unreachable each gateway counts alone.
/// </summary>
internal sealed partial class GatewaySync(IEnumerable<ISyncedState> states, ILogger<GatewaySync> logger) : IPeriodicJob, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private bool _isAlone;

    /// <summary>Syncs after a sync in progress; returns whether Redis answered.</summary>
    public async Task<bool> SyncAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            // All states are sent at once, in one round trip.
            var succeeded = await Task.WhenAll(states.Select(state => state.SyncAsync()));
            var isAlone = succeeded.Contains(false);
            if (isAlone && !_isAlone)
                Log.Alone(logger);
            if (!isAlone && _isAlone)
                Log.Together(logger);
            _isAlone = isAlone;
            return !isAlone;
        }
        finally
        {
            _turn.Release();
        }
    }

    public Task RunAsync(CancellationToken cancellationToken) => SyncAsync(cancellationToken);

    public void Dispose() => _turn.Dispose();

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Redis does not answer: rate limit and lock-outs count the requests to this gateway alone")]
        public static partial void Alone(ILogger logger);

        [LoggerMessage(LogLevel.Information, "Redis answers again: rate limit and lock-outs count over all gateways")]
        public static partial void Together(ILogger logger);
    }
}
