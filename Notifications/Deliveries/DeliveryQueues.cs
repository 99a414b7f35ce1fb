using MassTransit;
using Telemetry.ServiceDefaults.Messaging;

namespace Telemetry.Notifications.Deliveries;

/// <summary>A queue per channel, so that a mail server that is away delays mail and nothing else.</summary>
internal static class DeliveryQueues
{
    // A message is an id.
    private const long MostBytes = 64L * 1024 * 1024;

    /// <summary>The name of a channel's queue.</summary>
    public static string NameOf(string channel) => $"notifications-{channel}";

    /// <summary>The consumer's side of all of them.</summary>
    public static void ReceiveDeliveries(this IRabbitMqBusFactoryConfigurator bus, Action<IRabbitMqReceiveEndpointConfigurator> configure)
    {
        foreach (var channel in Channel.All)
            new QuorumQueue(NameOf(channel), MostBytes).Receive(bus, configure);
    }

    /// <summary>Puts a delivery into its channel's queue. It is on disk when this returns.</summary>
    /// <exception cref="MessageReturnedException">The queue is not there yet.</exception>
    public static async Task SendAsync(this ISendEndpointProvider provider, DeliveryDue delivery, CancellationToken cancellationToken)
    {
        var endpoint = await provider.GetSendEndpoint(new Uri($"exchange:{NameOf(delivery.Channel)}"));
        await endpoint.Send(delivery, context => context.GetPayload<RabbitMqSendContext>().Mandatory = true, cancellationToken);
    }
}
