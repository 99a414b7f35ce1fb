using MassTransit;

namespace Telemetry.Notifications;

/// <summary>What both consumers do when the database or the broker is away.</summary>
internal static class Redelivery
{
    /// <summary>
    /// Repeats for some ten minutes, then gives the message back to its queue, from where it comes again: a consumer that keeps a message for
    /// thirty loses it to another one, with its channel or (RabbitMQ 4.3) its subscription. Nothing goes to an error queue. Servers of recipients that are away are no fault here: a
    /// message that waits for them has been dealt with.
    /// </summary>
    /// <param name="endpoint">A queue.</param>
    /// <param name="atOnce">So many messages at a time.</param>
    public static void UntilItIsStored(this IReceiveEndpointConfigurator endpoint, int atOnce)
    {
        endpoint.PrefetchCount = atOnce;
        endpoint.ConcurrentMessageLimit = atOnce;
        endpoint.PublishFaults = false;
        endpoint.UseMessageRetry(retry => retry.Exponential(
            retryLimit: 25, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(200)));
        endpoint.RethrowFaultedMessages();
    }
}
