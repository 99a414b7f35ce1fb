using MassTransit;
using Telemetry.Contracts;

namespace Telemetry.Aggregation.Intake;

/// <summary>Stores accepted reports; the acknowledgement follows the commit.</summary>
internal sealed class ReportsConsumer(ReportIntake intake) : IConsumer<ReportsAccepted>
{
    public Task Consume(ConsumeContext<ReportsAccepted> context) => intake.StoreAsync(context.Message, context.CancellationToken);
}

internal sealed class ReportsConsumerDefinition : ConsumerDefinition<ReportsConsumer>
{
    /// <summary>
    /// Messages of at most 256 KiB in this process at once. They share a transaction, and the next ones are parsed meanwhile.
    /// </summary>
    public const int Prefetched = 64;

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<ReportsConsumer> consumerConfigurator,
        IRegistrationContext context)
    {
        endpointConfigurator.PrefetchCount = Prefetched;
        endpointConfigurator.ConcurrentMessageLimit = Prefetched;
        endpointConfigurator.PublishFaults = false;

        // Reports that cannot be stored go to quarantine, so every exception is transient. After about ten minutes the message returns to
        // the queue: RabbitMQ closes the channel (4.3: the subscription) of a consumer that keeps a message for 30 minutes. There is no
        // error queue.
        endpointConfigurator.UseMessageRetry(retry => retry.Exponential(
            retryLimit: 25, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(200)));
        endpointConfigurator.RethrowFaultedMessages();
    }
}
