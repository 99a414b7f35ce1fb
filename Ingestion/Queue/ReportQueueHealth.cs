using Microsoft.Extensions.Diagnostics.HealthChecks;
using Telemetry.ServiceDefaults.Messaging;

namespace Telemetry.Ingestion.Queue;

/// <summary>
/// Ready if the broker responds and the queue exists and is bound. The check declares a missing queue: the bus would declare it only when
/// it publishes, and an unready service publishes nothing.
/// </summary>
internal sealed partial class ReportQueueHealth(IConfiguration configuration, ILogger<ReportQueueHealth> logger) : IHealthCheck
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            if (await ReportQueue.EnsureAsync(ReportQueue.Broker(configuration), Deadline, cancellationToken))
                return HealthCheckResult.Healthy();

            Log.WasMissing(logger, ReportQueue.Name);
            return HealthCheckResult.Unhealthy($"the queue {ReportQueue.Name} was missing");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy("the broker does not answer", e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The queue {Queue} was missing and has been declared")]
        public static partial void WasMissing(ILogger logger, string queue);
    }
}
