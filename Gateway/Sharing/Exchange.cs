namespace Telemetry.Gateway.Sharing;

/// <summary>
/// Lets several gateways count as one. Each decides at once by what it knows, and ten times a second tells the others, through Redis,
/// what it has admitted and who failed, and learns the same of them: no request waits for that, and without Redis each goes on by itself.
/// </summary>
public sealed partial class Exchange(SharedBuckets buckets, SharedFailures failures, TimeProvider time, ILogger<Exchange> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private readonly SemaphoreSlim _turn = new(1);
    private bool _isAlone;

    /// <summary>Tells and learns once, after an exchange that is under way.</summary>
    /// <returns>Whether Redis took part.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            // Both are on their way at once: one round trip.
            var answered = await Task.WhenAll(buckets.ExchangeAsync(), failures.ExchangeAsync());
            Note(isAlone: !answered.All(one => one));
            return !_isAlone;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _turn.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await RunAsync(stoppingToken);
    }

    private void Note(bool isAlone)
    {
        if (isAlone && !_isAlone)
            Log.Alone(logger);
        if (!isAlone && _isAlone)
            Log.Together(logger);
        _isAlone = isAlone;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Redis does not answer: rate limit and lock-outs count what comes to this gateway alone")]
        public static partial void Alone(ILogger logger);

        [LoggerMessage(LogLevel.Information, "Redis answers again: rate limit and lock-outs count over all gateways")]
        public static partial void Together(ILogger logger);
    }
}
