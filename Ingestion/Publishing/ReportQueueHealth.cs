using Microsoft.Extensions.Diagnostics.HealthChecks;
using Telemetry.ServiceDefaults.Messaging;

namespace Telemetry.Ingestion.Publishing;

/// <summary>Ready means: the broker answers, and the queue is there and bound. A queue that is missing is put back.</summary>
public sealed partial class ReportQueueHealth(IConfiguration configuration, ILogger<ReportQueueHealth> logger) : IHealthCheck
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            return await EnsureAsync(cancellationToken)
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy($"the queue {ReportQueue.Name} was missing");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy("the broker does not answer", e);
        }
    }

    /// <summary>Puts queue and binding back where they are missing; does not throw.</summary>
    public async Task RepairAsync(CancellationToken cancellationToken)
    {
        try
        {
            await EnsureAsync(cancellationToken);
        }
        catch (Exception e)
        {
            Log.NotRepaired(logger, e.Message);
        }
    }

    private async Task<bool> EnsureAsync(CancellationToken cancellationToken)
    {
        var wasThere = await ReportQueue.EnsureAsync(Messaging.Address(configuration), Deadline, cancellationToken);
        if (!wasThere)
            Log.WasMissing(logger, ReportQueue.Name);
        return wasThere;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The queue {Queue} was missing and has been declared")]
        public static partial void WasMissing(ILogger logger, string queue);

        [LoggerMessage(LogLevel.Warning, "The queue could not be put back: {Reason}")]
        public static partial void NotRepaired(ILogger logger, string reason);
    }
}
