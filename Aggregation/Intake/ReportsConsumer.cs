using MassTransit;
using Telemetry.ServiceDefaults.Messaging;

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

    // Reports that cannot be stored go to quarantine, so every exception is transient.
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<ReportsConsumer> consumerConfigurator,
        IRegistrationContext context) => endpointConfigurator.RetryTransientErrors(Prefetched);
}
