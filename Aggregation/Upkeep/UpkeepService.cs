using Npgsql;
using Telemetry.ServiceDefaults.Data;

namespace Telemetry.Aggregation.Upkeep;

/// <summary>Every minute instances that have become silent and runs that are stuck, every hour partitions and what has become too old. Each process does so; a second one finds nothing to do.</summary>
public sealed partial class UpkeepService(
    SchemaMigrator schema, Absences absences, StuckRuns stuckRuns, Partitions partitions, TimeProvider time, ILogger<UpkeepService> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PartitionsPeriod = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await schema.Done.WaitAsync(stoppingToken);

        var partitionsDue = time.GetUtcNow();
        using var timer = new PeriodicTimer(Period, time);
        do
        {
            try
            {
                // First what answers depend on: partitions may take long after an import, and fail.
                await absences.SweepAsync(stoppingToken);
                await stuckRuns.CloseAsync(stoppingToken);

                if (time.GetUtcNow() >= partitionsDue)
                {
                    await partitions.KeepAsync(stoppingToken);
                    partitionsDue = time.GetUtcNow() + PartitionsPeriod;
                }
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                Log.Postponed(logger, e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Upkeep is postponed by a minute: {Reason}")]
        public static partial void Postponed(ILogger logger, string reason);
    }
}
