using System.Collections.Concurrent;
using MassTransit;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Telemetry.ServiceDefaults.Messaging;

namespace Telemetry.Tests.Ingestion;

[Collection(Servers.Collection)]
public sealed class ReportQueueTests(IngestionFixture ingestion) : IClassFixture<IngestionFixture>, IAsyncLifetime
{
    private const string Exchange = "Telemetry.Contracts:ReportsAccepted";
    private const string Received = """{"status":"ok","message":"Snapshot received"}""";

    [Fact]
    public async Task The_queue_is_a_quorum_queue()
    {
        // Declaring an existing queue succeeds only with the same arguments.
        var bounds = new Dictionary<string, object?>
        {
            ["x-delivery-limit"] = 1_000_000,
            ["x-max-length-bytes"] = 4L * 1024 * 1024 * 1024,
            ["x-overflow"] = "reject-publish",
        };

        await DeclareAsync("quorum");
        await Assert.ThrowsAsync<OperationInterruptedException>(() => DeclareAsync("classic"));

        Task DeclareAsync(string type) => ingestion.Queue.OnChannelAsync(channel => channel.QueueDeclareAsync(
            ReportQueue.Name, durable: true, exclusive: false, autoDelete: false,
            arguments: new Dictionary<string, object?>(bounds) { ["x-queue-type"] = type }));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_consumer_started_before_or_after_the_publisher_gets_each_batch_once(bool isConsumerFirst)
    {
        await ingestion.Queue.OnChannelAsync(async channel =>
        {
            await channel.QueueDeleteAsync(ReportQueue.Name);
            await channel.ExchangeDeleteAsync(ReportQueue.Name);
            await channel.ExchangeDeleteAsync(Exchange);
        });
        var received = new ConcurrentQueue<ReportsAccepted>();
        var consumer = Bus.Factory.CreateUsingRabbitMq(bus =>
        {
            bus.Host(new Uri(ingestion.RabbitMq));
            bus.ReceiveReports(endpoint => endpoint.Handler<ReportsAccepted>(context =>
            {
                received.Enqueue(context.Message);
                return Task.CompletedTask;
            }));
        });
        if (isConsumerFirst)
            await consumer.StartAsync();
        await using var app = await new IngestionApp(ingestion.Database, ingestion.RabbitMq).StartAsync();
        if (!isConsumerFirst)
            await consumer.StartAsync();

        var instance = await app.ActivateInstanceAsync();
        await Expect.AnswerAsync(202, Received, instance.SendSnapshotAsync());

        await Eventually.TrueAsync("the consumer has all", () => Task.FromResult(received.Count >= 3));
        await consumer.StopAsync();
        Assert.Equal(
            [InstanceStatus.Pending, InstanceStatus.Active],
            received.SelectMany(batch => batch.Instances).Select(change => change.Status).Order());
        Assert.Equal("linux", Assert.Single(received.SelectMany(batch => batch.Snapshots)).Metrics.GetProperty("sys_os").GetString());
        Assert.Empty(await ingestion.Queue.TakeAsync());
    }

    [Fact]
    public async Task Without_the_queue_the_service_is_not_ready_and_declares_it_again()
    {
        await ingestion.Queue.OnChannelAsync(channel => channel.QueueDeleteAsync(ReportQueue.Name));
        using var client = ingestion.App.CreateClient();

        Assert.Equal(503, (int)(await client.GetAsync("/health/ready")).StatusCode);

        Assert.Equal(200, (int)(await client.GetAsync("/health/ready")).StatusCode);
    }

    [Fact]
    public async Task Without_the_queue_a_report_returns_503_and_the_next_one_is_accepted()
    {
        var instance = await ingestion.App.ActivateInstanceAsync();
        await ingestion.Queue.OnChannelAsync(channel => channel.QueueDeleteAsync(ReportQueue.Name));

        await Expect.UnavailableAsync(instance.SendSnapshotAsync());

        await Expect.AnswerAsync(202, Received, instance.SendSnapshotAsync());
        Assert.Single(await ingestion.Queue.TakeSnapshotsAsync());
    }

    [Fact]
    public async Task Without_the_binding_a_report_returns_503_and_the_next_one_is_accepted()
    {
        var instance = await ingestion.App.ActivateInstanceAsync();
        await ingestion.Queue.TakeAsync();
        await ingestion.Queue.OnChannelAsync(channel => channel.QueueUnbindAsync(ReportQueue.Name, Exchange, routingKey: ""));

        // The exchange that a consumer declared is also bound to the queue.
        await ingestion.Queue.OnChannelAsync(channel => channel.ExchangeDeleteAsync(ReportQueue.Name));

        await Expect.UnavailableAsync(instance.SendSnapshotAsync());

        await Expect.AnswerAsync(202, Received, instance.SendSnapshotAsync());
        Assert.Single(await ingestion.Queue.TakeSnapshotsAsync());
    }

    [Fact]
    public async Task Without_the_exchange_a_report_returns_503_and_later_ones_are_accepted()
    {
        var instance = await ingestion.App.ActivateInstanceAsync();
        await ingestion.Queue.OnChannelAsync(channel => channel.ExchangeDeleteAsync(Exchange));

        await Expect.UnavailableAsync(instance.SendSnapshotAsync());

        await Eventually.TrueAsync("snapshots are taken", async () => (int)(await instance.SendSnapshotAsync()).StatusCode == 202);
    }

    // Other tests leave messages in the queue.
    public async ValueTask InitializeAsync() => await ingestion.Queue.PurgeAsync();

    public async ValueTask DisposeAsync() => await ingestion.Queue.PurgeAsync();
}
