using Npgsql;
using Telemetry.ServiceDefaults.Data;

namespace Telemetry.ServiceDefaults.Jobs;

/// <summary>Runs after the schema has been migrated.</summary>
internal sealed partial class PeriodicJob<TJob>(
    TJob job, PeriodicJobSchedule<TJob> schedule, TimeProvider time, IServiceProvider services, ILogger<TJob> logger) : BackgroundService
    where TJob : IPeriodicJob
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (services.GetService<SchemaMigrator>() is { } schema)
            await schema.Done.WaitAsync(stoppingToken);

        using var timer = new PeriodicTimer(schedule.Period, time);
        if (schedule.RunsAtStart)
            await TryRunAsync(stoppingToken);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await TryRunAsync(stoppingToken);
    }

    private async Task TryRunAsync(CancellationToken stoppingToken)
    {
        try
        {
            await job.RunAsync(stoppingToken);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            Log.Postponed(logger, typeof(TJob).Name, schedule.Period, e.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{Job} is postponed by {Period}: {Reason}")]
        public static partial void Postponed(ILogger logger, string job, TimeSpan period, string reason);
    }
}

internal sealed record PeriodicJobSchedule<TJob>(TimeSpan Period, bool RunsAtStart);
