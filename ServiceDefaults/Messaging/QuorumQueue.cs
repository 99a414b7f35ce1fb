using MassTransit;

namespace Telemetry.ServiceDefaults.Messaging;

/// <summary>
/// A queue between services that keeps confirmed messages. Publisher and consumer declare it with the same arguments: RabbitMQ rejects a
/// second declaration with other ones. A full queue (maxBytes) rejects messages instead of filling the broker's disk.
/// </summary>
internal sealed class QuorumQueue(string name, long maxBytes)
{
    // RabbitMQ 4 drops a message after 20 deliveries by default; here only an acknowledgement removes it. A negative number would mean the
    // same, but 3.10 rejects it.
    private const int MaxDeliveries = 1_000_000;

    private readonly Dictionary<string, object> _bounds = new()
    {
        ["x-delivery-limit"] = MaxDeliveries,
        ["x-max-length-bytes"] = maxBytes,
        ["x-overflow"] = "reject-publish",
    };

    public Dictionary<string, object> Arguments => new(_bounds) { ["x-queue-type"] = "quorum" };

    /// <summary>The name that MassTransit gives to the exchange of a message type.</summary>
    public static string ExchangeOf<T>() => $"{typeof(T).Namespace}:{typeof(T).Name}";

    /// <summary>Declares queue and binding, so that messages wait even if no consumer has ever connected.</summary>
    public void Publish<T>(IRabbitMqBusFactoryConfigurator bus)
        where T : class =>
        bus.Publish<T>((IRabbitMqMessagePublishTopologyConfigurator<T> publish) => publish.BindQueue(
            ExchangeOf<T>(),
            name,
            queue =>
            {
                foreach (var (argument, value) in Arguments)
                    queue.SetQueueArgument(argument, value);
            }));

    public void Receive(IRabbitMqBusFactoryConfigurator bus, Action<IRabbitMqReceiveEndpointConfigurator> configure) =>
        bus.ReceiveEndpoint(name, endpoint =>
        {
            endpoint.SetQuorumQueue();
            foreach (var (argument, value) in _bounds)
                endpoint.SetQueueArgument(argument, value);
            configure(endpoint);
        });
}
