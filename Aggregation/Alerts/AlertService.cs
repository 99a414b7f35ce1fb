using Npgsql;
using Telemetry.ServiceDefaults.Data;

namespace Telemetry.Aggregation.Alerts;

/// <summary>Evaluates the rules every minute. Each process tries; one of them does it.</summary>
internal sealed partial class AlertService(SchemaMigrator schema, Evaluation evaluation, TimeProvider time, ILogger<AlertService> logger) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await schema.Done.WaitAsync(stoppingToken);

        using var timer = new PeriodicTimer(Evaluation.Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await evaluation.RunAsync(stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                Log.Postponed(logger, e.Message);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Alert rules are evaluated a minute later: {Reason}")]
        public static partial void Postponed(ILogger logger, string reason);
    }
}
