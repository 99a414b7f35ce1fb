using Telemetry.Tests.Aggregation;
using Telemetry.Tests.Ingestion;
using Telemetry.Tests.Notifications;

namespace Telemetry.Tests.ServiceDefaults;

/// <summary>
/// Declarations of the services that each version of the broker accepts: RabbitMQ 4.3 rejects queues that are neither durable nor
/// exclusive, x-queue-mode, and a prefetch for a whole channel, which 3.10 accepts
/// (https://www.rabbitmq.com/release-information/deprecated-features-list).
/// </summary>
[Collection(Servers.Collection)]
public sealed class BrokerFeaturesTests(Servers servers)
{
    // Arguments with the same meaning in RabbitMQ 3.10 and 4.3.
    private static readonly string[] Known =
    ["x-queue-type", "x-delivery-limit", "x-max-length-bytes", "x-overflow"];

    [Fact]
    public async Task Every_queue_is_a_durable_quorum_queue_with_arguments_of_all_broker_versions()
    {
        await using var broker = new AmqpRecorder(servers.RabbitMq);
        await RunAllServicesAsync(broker);

        Assert.Equal(["alerts", "reports"], broker.Queues.Select(queue => queue.Name).Distinct().Order(StringComparer.Ordinal));
        Assert.All(broker.Queues, queue =>
        {
            Assert.Equal((queue.Name, true, false, false), (queue.Name, queue.IsDurable, queue.IsExclusive, queue.IsAutoDelete));
            Assert.Equal("quorum", queue.Arguments["x-queue-type"]);
            Assert.Empty(queue.Arguments.Keys.Except(Known));
        });

        // Without an explicit limit, RabbitMQ 4 uses 20.
        Assert.All(broker.Queues, queue => Assert.Equal(1_000_000L, queue.Arguments["x-delivery-limit"]));
        Assert.NotEmpty(broker.GlobalPrefetchFlags);
        Assert.DoesNotContain(true, broker.GlobalPrefetchFlags);
    }

    private async Task RunAllServicesAsync(AmqpRecorder broker)
    {
        var database = await servers.CreateDatabaseAsync();
        await using var ingestion = await new IngestionApp(database, broker.Address).StartAsync();
        await using var aggregation = await new AggregationApp(database, broker.Address, servers.Redis).StartAsync();
        await using var notifications = await new NotificationsApp(database, broker.Address).StartAsync();

        await notifications.PublishAsync(Messages.Test());
        await notifications.SettleAsync(1);
    }
}
