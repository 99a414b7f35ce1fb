using MassTransit;
using Telemetry.Contracts;
using Telemetry.Notifications.Composition;
using Telemetry.Notifications.Deliveries;
using Telemetry.Notifications.Settings;

namespace Telemetry.Notifications.Intake;

/// <summary>Composes what Aggregation found, records it for each recipient, and puts what is to be sent into the channels' queues.</summary>
internal sealed class AlertsConsumer(DeliveryStore store, IEnumerable<IDeliveryChannel> channels, NotificationsSettings settings)
    : IConsumer<IncidentsChanged>, IConsumer<WeekSummed>, IConsumer<TestAlertRequested>
{
    /// <inheritdoc/>
    public Task Consume(ConsumeContext<IncidentsChanged> context) => TellAsync(context, IncidentsNotice.Of(context.Message, settings.PublicUrl));

    /// <inheritdoc/>
    public Task Consume(ConsumeContext<WeekSummed> context) => TellAsync(context, DigestNotice.Of(context.Message, settings.PublicUrl));

    /// <inheritdoc/>
    public Task Consume(ConsumeContext<TestAlertRequested> context) => TellAsync(context, TestNotice.Of(context.Message, settings.PublicUrl));

    // A crash after some of them leads to a second message for these, and DeliveryStore makes it harmless.
    private async Task TellAsync(ConsumeContext context, Notice notice)
    {
        foreach (var delivery in await store.RecordAsync(notice, channels, context.CancellationToken))
            await context.SendAsync(delivery, context.CancellationToken);
    }
}

/// <summary>How often to repeat, and how much at once.</summary>
internal sealed class AlertsConsumerDefinition : ConsumerDefinition<AlertsConsumer>
{
    // It is quick.
    private const int AtOnce = 4;

    /// <inheritdoc/>
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<AlertsConsumer> consumerConfigurator, IRegistrationContext context) =>
        endpointConfigurator.UntilItIsStored(AtOnce);
}
