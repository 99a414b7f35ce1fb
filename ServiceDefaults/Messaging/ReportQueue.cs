using MassTransit;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Telemetry.Contracts;

namespace Telemetry.ServiceDefaults.Messaging;

/// <summary>The queue from Ingestion to Aggregation.</summary>
public static class ReportQueue
{
    /// <summary>Also the name of its exchange.</summary>
    public const string Name = "reports";

    // A full queue rejects messages (503 for the client, which retries) instead of filling the broker's disk.
    private const long MaxBytes = 4L * 1024 * 1024 * 1024;

    private static readonly QuorumQueue Queue = new(Name, MaxBytes);

    private static readonly string Exchange = QuorumQueue.ExchangeOf<ReportsAccepted>();

    /// <summary>The broker's address: <c>ConnectionStrings:messaging</c>, amqp with user and password.</summary>
    /// <exception cref="InvalidOperationException">It is missing.</exception>
    public static Uri Broker(IConfiguration configuration) => new(
        configuration.GetConnectionString("messaging") ?? throw new InvalidOperationException("ConnectionStrings:messaging is missing"));

    /// <summary>Declares the queue, so that messages wait even if no consumer has ever connected.</summary>
    public static void PublishReports(this IRabbitMqBusFactoryConfigurator bus) => Queue.Publish<ReportsAccepted>(bus);

    /// <summary>Consumes the queue.</summary>
    public static void ReceiveReports(this IRabbitMqBusFactoryConfigurator bus, Action<IRabbitMqReceiveEndpointConfigurator> configure) =>
        Queue.Receive(bus, configure);

    /// <summary>
    /// Declares the queue and its binding over a separate connection. The bus declares them only when it connects, and a queue may be
    /// deleted while the bus is connected.
    /// </summary>
    /// <returns>Whether the queue was there before.</returns>
    /// <exception cref="TimeoutException">The broker did not answer in time.</exception>
    /// <exception cref="BrokerUnreachableException">The broker is unreachable.</exception>
    /// <exception cref="OperationInterruptedException">The queue is there with other arguments.</exception>
    public static Task<bool> EnsureAsync(Uri broker, TimeSpan deadline, CancellationToken cancellationToken) =>
        EnsureAsync(Factory(broker, deadline)).WaitAsync(deadline, cancellationToken);

    /// <summary>The number of messages in the queue, read over a separate connection.</summary>
    /// <exception cref="TimeoutException">The broker did not answer in time.</exception>
    /// <exception cref="BrokerUnreachableException">The broker is unreachable.</exception>
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
        await channel.QueueDeclareAsync(Name, durable: true, exclusive: false, autoDelete: false, arguments: Queue.Arguments!);
        await channel.QueueBindAsync(Name, Exchange, routingKey: "");
        return wasThere;
    }

    private static async Task<bool> IsThereAsync(IConnection connection)
    {
        // The broker closes the channel if the queue is missing.
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
