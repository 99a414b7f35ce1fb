using MassTransit;

namespace Telemetry.Notifications.Deliveries;

/// <summary>Attempts a delivery. One that did not succeed waits in the broker for the next attempt.</summary>
internal sealed class DeliveryConsumer(Dispatcher dispatcher, WaitQueue waits) : IConsumer<DeliveryDue>
{
    /// <inheritdoc/>
    public async Task Consume(ConsumeContext<DeliveryDue> context)
    {
        if (await dispatcher.AttemptAsync(context.Message, context.CancellationToken) is { } wait)
            await waits.PutAsync(context.ReceiveContext, DeliveryQueues.NameOf(context.Message.Channel), wait, context.CancellationToken);
    }
}

/// <summary>How often to repeat, and how much at once, for each channel.</summary>
internal sealed class DeliveryConsumerDefinition : ConsumerDefinition<DeliveryConsumer>
{
    // What a server of mail lets one client do at once, and more than a day of alerts needs.
    private const int AtOnce = 4;

    /// <inheritdoc/>
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<DeliveryConsumer> consumerConfigurator, IRegistrationContext context) =>
        endpointConfigurator.UntilItIsStored(AtOnce);
}
