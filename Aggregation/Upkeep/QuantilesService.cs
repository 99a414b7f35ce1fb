using System.Diagnostics;
using Npgsql;
using Telemetry.ServiceDefaults.Data;

namespace Telemetry.Aggregation.Upkeep;

/// <summary>Computes quantiles within seconds of a change, and takes at most a quarter of a core for it.</summary>
public sealed partial class QuantilesService(SchemaMigrator schema, Quantiles quantiles, ILogger<QuantilesService> logger) : BackgroundService
{
    private const int PausesPerSweep = 3;

    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await schema.Done.WaitAsync(stoppingToken);
        while (true)
        {
            var started = Stopwatch.GetTimestamp();
            try
            {
                await quantiles.SweepAsync(stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                Log.Postponed(logger, e.Message);
            }

            var pause = Stopwatch.GetElapsedTime(started) * PausesPerSweep;
            await Task.Delay(pause > ShortestPause ? pause : ShortestPause, stoppingToken);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Quantiles are postponed: {Reason}")]
        public static partial void Postponed(ILogger logger, string reason);
    }
}
