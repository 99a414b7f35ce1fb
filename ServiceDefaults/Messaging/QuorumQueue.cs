using MassTransit;

namespace Telemetry.ServiceDefaults.Messaging;

/// <summary>
/// A queue between services that keeps what the broker confirmed. Publisher and consumer both declare it, whoever comes first, with the same
/// arguments: RabbitMQ refuses a second declaration with others.
/// </summary>
/// <param name="name">The queue's name.</param>
/// <param name="mostBytes">A full queue refuses what is published instead of filling the broker's disk.</param>
public sealed class QuorumQueue(string name, long mostBytes)
{
    // RabbitMQ 4 drops a message after 20 deliveries unless told otherwise; ours leave a queue only by being dealt with. A negative number says so
    // as well, but 3.10 refuses it.
    private const int MostDeliveries = 1_000_000;

    private readonly Dictionary<string, object> _bounds = new()
    {
        ["x-delivery-limit"] = MostDeliveries,
        ["x-max-length-bytes"] = mostBytes,
        ["x-overflow"] = "reject-publish",
    };

    /// <summary>All arguments of its declaration.</summary>
    public Dictionary<string, object> Arguments => new(_bounds) { ["x-queue-type"] = "quorum" };

    /// <summary>The name that MassTransit gives to the exchange of a message type.</summary>
    public static string ExchangeOf<T>() => $"{typeof(T).Namespace}:{typeof(T).Name}";

    /// <summary>The publisher's side, for one message type: messages wait in the queue also while no consumer has ever been there.</summary>
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

    /// <summary>The consumer's side.</summary>
    public void Receive(IRabbitMqBusFactoryConfigurator bus, Action<IRabbitMqReceiveEndpointConfigurator> configure) =>
        bus.ReceiveEndpoint(name, endpoint =>
        {
            endpoint.SetQuorumQueue();
            foreach (var (argument, value) in _bounds)
                endpoint.SetQueueArgument(argument, value);
            configure(endpoint);
        });
}
