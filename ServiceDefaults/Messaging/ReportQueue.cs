using MassTransit;
using Microsoft.Extensions.Configuration;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Telemetry.Contracts;

namespace Telemetry.ServiceDefaults.Messaging;

/// <summary>
/// The one queue between Ingestion and Aggregation. Both declare it, whoever comes first, so the arguments live here: RabbitMQ refuses a
/// second declaration with others.
/// </summary>
public static class ReportQueue
{
    /// <summary>The queue's name.</summary>
    public const string Name = "reports";

    // A full queue refuses (503 for the client, who tries again) instead of filling the broker's disk.
    private const long MostBytes = 4L * 1024 * 1024 * 1024;

    // RabbitMQ 4 drops a message after 20 deliveries unless told otherwise; ours leave it only by being stored or quarantined.
    private const int MostDeliveries = 1_000_000;

    // The name that MassTransit gives to the exchange of the message type.
    private static readonly string Exchange = $"{typeof(ReportsAccepted).Namespace}:{nameof(ReportsAccepted)}";

    private static readonly Dictionary<string, object> Bounds = new()
    {
        ["x-delivery-limit"] = MostDeliveries,
        ["x-max-length-bytes"] = MostBytes,
        ["x-overflow"] = "reject-publish",
    };

    private static readonly Dictionary<string, object> Arguments = new(Bounds) { ["x-queue-type"] = "quorum" };

    /// <summary>The broker's address: <c>ConnectionStrings:messaging</c>, amqp with user and password.</summary>
    /// <exception cref="InvalidOperationException">It is missing.</exception>
    public static Uri Broker(IConfiguration configuration) => new(
        configuration.GetConnectionString("messaging") ?? throw new InvalidOperationException("ConnectionStrings:messaging is missing"));

    /// <summary>The publisher's side: a message waits in the queue also while no consumer has ever been there.</summary>
    public static void PublishReports(this IRabbitMqBusFactoryConfigurator bus) =>
        bus.Publish<ReportsAccepted>((IRabbitMqMessagePublishTopologyConfigurator<ReportsAccepted> publish) => publish.BindQueue(
            Exchange,
            Name,
            queue =>
            {
                foreach (var (name, value) in Arguments)
                    queue.SetQueueArgument(name, value);
            }));

    /// <summary>The consumer's side.</summary>
    public static void ReceiveReports(this IRabbitMqBusFactoryConfigurator bus, Action<IRabbitMqReceiveEndpointConfigurator> configure) =>
        bus.ReceiveEndpoint(Name, endpoint =>
        {
            endpoint.SetQuorumQueue();
            foreach (var (name, value) in Bounds)
                endpoint.SetQueueArgument(name, value);
            configure(endpoint);
        });

    /// <summary>
    /// Asks the broker for the queue over a connection of its own, and puts queue and binding in place. The bus does so only when it
    /// connects, and a queue may go while it is connected.
    /// </summary>
    /// <param name="broker">An amqp address.</param>
    /// <param name="deadline">For all of it.</param>
    /// <param name="cancellationToken">Ends the wait earlier.</param>
    /// <returns>Whether the queue was there before.</returns>
    /// <exception cref="TimeoutException">The broker did not answer in time.</exception>
    /// <exception cref="BrokerUnreachableException">The broker is away.</exception>
    /// <exception cref="OperationInterruptedException">The queue is there with other arguments.</exception>
    public static Task<bool> EnsureAsync(Uri broker, TimeSpan deadline, CancellationToken cancellationToken) =>
        EnsureAsync(Factory(broker, deadline)).WaitAsync(deadline, cancellationToken);

    /// <summary>Asks the broker how many messages wait in the queue, over a connection of its own.</summary>
    /// <param name="broker">An amqp address.</param>
    /// <param name="deadline">For all of it.</param>
    /// <param name="cancellationToken">Ends the wait earlier.</param>
    /// <exception cref="TimeoutException">The broker did not answer in time.</exception>
    /// <exception cref="BrokerUnreachableException">The broker is away.</exception>
    /// <exception cref="OperationInterruptedException">There is no such queue.</exception>
    public static Task<long> CountAsync(Uri broker, TimeSpan deadline, CancellationToken cancellationToken) =>
        CountAsync(Factory(broker, deadline)).WaitAsync(deadline, cancellationToken);

    private static ConnectionFactory Factory(Uri broker, TimeSpan deadline) => new()
    {
        Uri = broker,
        AutomaticRecoveryEnabled = false,
        RequestedConnectionTimeout = deadline,
        HandshakeContinuationTimeout = deadline,
        ContinuationTimeout = deadline,
    };

    private static async Task<long> CountAsync(ConnectionFactory factory)
    {
        await using var connection = await factory.CreateConnectionAsync(CancellationToken.None);
        await using var channel = await connection.CreateChannelAsync();
        return (await channel.QueueDeclarePassiveAsync(Name)).MessageCount;
    }

    private static async Task<bool> EnsureAsync(ConnectionFactory factory)
    {
        await using var connection = await factory.CreateConnectionAsync(CancellationToken.None);
        var wasThere = await IsThereAsync(connection);

        await using var channel = await connection.CreateChannelAsync();
        await channel.ExchangeDeclareAsync(Exchange, ExchangeType.Fanout, durable: true);
        await channel.QueueDeclareAsync(Name, durable: true, exclusive: false, autoDelete: false, arguments: Arguments!);
        await channel.QueueBindAsync(Name, Exchange, routingKey: "");
        return wasThere;
    }

    private static async Task<bool> IsThereAsync(IConnection connection)
    {
        // The broker closes the channel when there is none.
        await using var channel = await connection.CreateChannelAsync();
        try
        {
            await channel.QueueDeclarePassiveAsync(Name);
            return true;
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            return false;
        }
    }
}
