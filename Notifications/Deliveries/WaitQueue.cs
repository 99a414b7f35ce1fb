using MassTransit;
using RabbitMQ.Client;
using Telemetry.ServiceDefaults.Messaging;

namespace Telemetry.Notifications.Deliveries;

/// <summary>
/// Where a message waits for its next attempt: a queue without a consumer, from which the broker moves it back to where it came from after a
/// time. So it waits in the broker, whatever becomes of this process, and nothing waits behind it. There is a queue for each time, since a
/// queue lets go only of its first message.
/// </summary>
/// <param name="configuration">Knows the broker.</param>
internal sealed class WaitQueue(IConfiguration configuration)
{
    private const long MostBytes = 64L * 1024 * 1024;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    /// <summary>Puts a copy of a message there; the broker has it on disk when this returns.</summary>
    /// <param name="message">The message as it came.</param>
    /// <param name="queue">Where it goes back to.</param>
    /// <param name="wait">For how long.</param>
    /// <param name="cancellationToken">Ends it: nobody knows then whether it is there.</param>
    /// <exception cref="TimeoutException">The broker did not answer in time.</exception>
    public Task PutAsync(ReceiveContext message, string queue, TimeSpan wait, CancellationToken cancellationToken)
    {
        var body = message.Body.GetBytes();
        var properties = new BasicProperties { ContentType = message.ContentType.ToString(), Persistent = true };
        return PutAsync(body, properties, queue, wait).WaitAsync(Deadline, cancellationToken);
    }

    // Over a connection of its own, and declared each time: attempts that fail are rare, and the queue is there also after the broker was
    // set up anew.
    private async Task PutAsync(byte[] body, BasicProperties properties, string queue, TimeSpan wait)
    {
        var factory = new ConnectionFactory
        {
            Uri = ReportQueue.Broker(configuration),
            AutomaticRecoveryEnabled = false,
            RequestedConnectionTimeout = Deadline,
            HandshakeContinuationTimeout = Deadline,
            ContinuationTimeout = Deadline,
        };
        await using var connection = await factory.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));

        var name = $"{queue}-wait-{(long)wait.TotalMilliseconds}ms";
        await channel.QueueDeclareAsync(name, durable: true, exclusive: false, autoDelete: false, arguments: Arguments(queue, wait));
        await channel.BasicPublishAsync("", name, mandatory: true, properties, body);
    }

    // at-least-once: the broker deletes it here only when it is there.
    private static Dictionary<string, object?> Arguments(string queue, TimeSpan wait) => new()
    {
        ["x-queue-type"] = "quorum",
        ["x-message-ttl"] = (long)wait.TotalMilliseconds,
        ["x-dead-letter-exchange"] = "",
        ["x-dead-letter-routing-key"] = queue,
        ["x-dead-letter-strategy"] = "at-least-once",
        ["x-overflow"] = "reject-publish",
        ["x-max-length-bytes"] = MostBytes,
    };
}
