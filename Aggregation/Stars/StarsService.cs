using Npgsql;
using Telemetry.ServiceDefaults.Data;

namespace Telemetry.Aggregation.Stars;

/// <summary>Keeps stars at most about an hour old, one application after the other. Each process does so; together they ask once.</summary>
public sealed partial class StarsService(SchemaMigrator schema, StarsRefresh stars, TimeProvider time, ILogger<StarsService> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    // Between two questions. GitHub asks for a second between those that change something; ours read, and are as polite.
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    // GitHub's limits are by the hour.
    private static readonly TimeSpan RateLimitPause = TimeSpan.FromHours(1);

    private DateTimeOffset _pausedUntil = DateTimeOffset.MinValue;

    /// <summary>Asks for all that are due. What cannot be had is asked for again in an hour.</summary>
    public async Task RefreshDueAsync(CancellationToken cancellationToken)
    {
        while (time.GetUtcNow() >= _pausedUntil && await stars.TakeDueAsync(cancellationToken) is var (slug, url))
        {
            try
            {
                await stars.RefreshAsync(slug, url, cancellationToken);
            }
            catch (GitHubException e)
            {
                Log.Failed(logger, slug, e.Message);
                if (e.IsRateLimit)
                    _pausedUntil = time.GetUtcNow() + RateLimitPause;
            }

            await Task.Delay(Pace, time, cancellationToken);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await schema.Done.WaitAsync(stoppingToken);

        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RefreshDueAsync(stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                Log.Postponed(logger, e.Message);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "GitHub did not tell the stars of {Application}: {Reason}; again in an hour")]
        public static partial void Failed(ILogger logger, string application, string reason);

        [LoggerMessage(LogLevel.Warning, "Stars are refreshed a minute later: {Reason}")]
        public static partial void Postponed(ILogger logger, string reason);
    }
}
