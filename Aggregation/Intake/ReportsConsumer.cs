using MassTransit;
using Telemetry.Contracts;

namespace Telemetry.Aggregation.Intake;

/// <summary>Stores what Ingestion accepted. The broker has its acknowledgement after the commit.</summary>
public sealed class ReportsConsumer(ReportIntake intake) : IConsumer<ReportsAccepted>
{
    /// <inheritdoc/>
    public Task Consume(ConsumeContext<ReportsAccepted> context) => intake.StoreAsync(context.Message, context.CancellationToken);
}

/// <summary>How often to repeat, and how much at once.</summary>
public sealed class ReportsConsumerDefinition : ConsumerDefinition<ReportsConsumer>
{
    /// <summary>
    /// Messages, of at most 256 KiB, that are in this process at once: as many can share a transaction, and the next ones are parsed
    /// while it is at work.
    /// </summary>
    public const int Prefetched = 64;

    /// <inheritdoc/>
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<ReportsConsumer> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.PrefetchCount = Prefetched;
        endpointConfigurator.ConcurrentMessageLimit = Prefetched;
        endpointConfigurator.PublishFaults = false;

        // Reports that cannot be stored are in quarantine by then, so whatever is thrown will pass. After some ten minutes the batch goes
        // back to the queue and comes again: a consumer that keeps a message for thirty loses it to another one, with its channel or (RabbitMQ
        // 4.3) its subscription. Nothing goes to an error queue.
        endpointConfigurator.UseMessageRetry(retry => retry.Exponential(
            retryLimit: 25, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(200)));
        endpointConfigurator.RethrowFaultedMessages();
    }
}
