using MassTransit;

namespace Telemetry.ServiceDefaults.Messaging;

/// <summary>The retries of consumers whose exceptions are all transient.</summary>
public static class ConsumerRetry
{
    /// <summary>
    /// Retries for about ten minutes; then the message returns to the queue and is delivered again. RabbitMQ closes the channel (4.3: the
    /// subscription) of a consumer that keeps a message for 30 minutes. There is no error queue.
    /// </summary>
    public static void RetryTransientErrors(this IReceiveEndpointConfigurator endpoint, int maxConcurrent)
    {
        endpoint.PrefetchCount = maxConcurrent;
        endpoint.ConcurrentMessageLimit = maxConcurrent;
        endpoint.PublishFaults = false;
        endpoint.UseMessageRetry(retry => retry.Exponential(
            retryLimit: 25, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(200)));
        endpoint.RethrowFaultedMessages();
    }
}
