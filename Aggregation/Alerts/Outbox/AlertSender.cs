using Npgsql;
using Telemetry.ServiceDefaults.Data;

namespace Telemetry.Aggregation.Alerts.Outbox;

/// <summary>Empties the outbox as soon as there is something in it; while the broker is away it tries less and less often.</summary>
public sealed partial class AlertSender(SchemaMigrator schema, AlertOutbox outbox, ILogger<AlertSender> logger) : BackgroundService
{
    // Another process may have put something in and ended.
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await schema.Done.WaitAsync(stoppingToken);

        var pause = ShortestPause;
        while (true)
        {
            try
            {
                await outbox.SendAsync(stoppingToken);
                pause = ShortestPause;
                await outbox.WaitAsync(Look, stoppingToken);
            }
            catch (Exception e) when (e is AlertNotSentException or NpgsqlException or TimeoutException)
            {
                Log.Postponed(logger, pause.TotalSeconds, e.Message);
                await Task.Delay(pause, stoppingToken);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Alerts wait in the outbox for {Seconds} s: {Reason}")]
        public static partial void Postponed(ILogger logger, double seconds, string reason);
    }
}
