using Telemetry.ServiceDefaults.Data;

namespace Telemetry.Aggregation.Alerts.Outbox;

/// <summary>Sends the messages of the outbox as they are added; while the broker is unavailable it retries with a growing pause.</summary>
internal sealed partial class AlertSender(SchemaMigrator schema, AlertOutbox outbox, ILogger<AlertSender> logger) : BackgroundService
{
    // Another process may have added a message and stopped.
    private static readonly TimeSpan PollPeriod = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan MinPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxPause = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await schema.Done.WaitAsync(stoppingToken);

        var pause = MinPause;
        while (true)
        {
            try
            {
                await outbox.SendAsync(stoppingToken);
                pause = MinPause;
                await outbox.WaitAsync(PollPeriod, stoppingToken);
            }
            catch (Exception e) when (e is AlertNotSentException or NpgsqlException or TimeoutException)
            {
                Log.Postponed(logger, pause.TotalSeconds, e.Message);
                await Task.Delay(pause, stoppingToken);
                pause = pause * 2 < MaxPause ? pause * 2 : MaxPause;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Alerts wait in the outbox for {Seconds} s: {Reason}")]
        public static partial void Postponed(ILogger logger, double seconds, string reason);
    }
}
