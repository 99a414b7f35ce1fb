using MassTransit;
using Telemetry.Aggregation.Cache;
using Telemetry.Contracts;

namespace Telemetry.Aggregation.Intake;

/// <summary>Stores what Ingestion accepted. The broker has its acknowledgement after the commit.</summary>
public sealed class ReportsConsumer(ReportStore store, DataStamp stamp) : IConsumer<ReportsAccepted>
{
    /// <inheritdoc/>
    public async Task Consume(ConsumeContext<ReportsAccepted> context)
    {
        await store.StoreAsync(context.Message, context.CancellationToken);
        await stamp.ChangeAsync();
    }
}

/// <summary>How often to repeat, and how much at once.</summary>
public sealed class ReportsConsumerDefinition : ConsumerDefinition<ReportsConsumer>
{
    // Two: one is parsed and sent to the database while the other one's transaction is at work there.
    private const int Concurrent = 2;

    // Batches of at most 256 KiB that wait in this process.
    private const int Prefetched = 4;

    /// <inheritdoc/>
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<ReportsConsumer> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.PrefetchCount = Prefetched;
        endpointConfigurator.ConcurrentMessageLimit = Concurrent;
        endpointConfigurator.PublishFaults = false;

        // Reports that cannot be stored are in quarantine by then, so whatever is thrown will pass. After some ten minutes the batch goes
        // back to the queue and comes again: RabbitMQ closes the channel of a consumer that keeps a message for thirty. Nothing goes to
        // an error queue.
        endpointConfigurator.UseMessageRetry(retry => retry.Exponential(
            retryLimit: 25, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(200)));
        endpointConfigurator.RethrowFaultedMessages();
    }
}
