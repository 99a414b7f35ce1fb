using Npgsql;
using Telemetry.Aggregation.Reads;

namespace Telemetry.Aggregation.Cache;

/// <summary>Computes the usual answers again before they expire, so that the first look of the day is as fast as the second.</summary>
internal sealed partial class WarmUp(AnswerCache cache, UsualQuestions usual, TimeProvider time, ILogger<WarmUp> logger) : BackgroundService
{
    // CACHE_TTL_SECONDS is five minutes by default.
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(4);

    /// <summary>Computes them now.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        foreach (var question in usual.All())
            await cache.RefreshAsync(question, cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RefreshAsync(stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                Log.Skipped(logger, e.Message);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "No warm-up this time: {Reason}")]
        public static partial void Skipped(ILogger logger, string reason);
    }
}
