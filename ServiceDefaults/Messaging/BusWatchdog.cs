using MassTransit;

namespace Telemetry.ServiceDefaults.Messaging;

/// <summary>
/// Ends a process whose bus does not reconnect although the broker is reachable. Another process is started, and unacknowledged messages
/// are delivered again. MassTransit 8.4 kept a closed connection for minutes (https://github.com/MassTransit/MassTransit/issues/5692);
/// whether 8.5 still does is not known.
/// </summary>
public sealed class BusWatchdog(IBusControl bus, IConfiguration configuration, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);

    // Longer than a bus takes to reconnect by itself.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        DateTimeOffset? stuckSince = null;
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (bus.CheckHealth().Status == BusHealthStatus.Healthy || !await IsBrokerReachableAsync(stoppingToken))
                stuckSince = null;
            else if (time.GetUtcNow() - (stuckSince ??= time.GetUtcNow()) >= Patience)
            {
                throw new TimeoutException(
                    $"The broker answers, but the bus has not come back to it for {Patience.TotalSeconds} s: " +
                    "the process ends to be started again.");
            }
        }
    }

    private async Task<bool> IsBrokerReachableAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ReportQueue.EnsureAsync(ReportQueue.Broker(configuration), Deadline, cancellationToken);
            return true;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // A broker that goes down during the check is no reason to end the process.
            return false;
        }
    }
}
