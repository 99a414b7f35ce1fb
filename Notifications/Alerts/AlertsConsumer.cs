using MassTransit;
using Telemetry.Contracts;
using Telemetry.Notifications.AlertTexts;
using Telemetry.Notifications.Deliveries;
using Telemetry.Notifications.Settings;
using Telemetry.ServiceDefaults.Messaging;

namespace Telemetry.Notifications.Alerts;

/// <summary>Composes a notice for each message of Aggregation and records it for each recipient.</summary>
internal sealed class AlertsConsumer(DeliveryStore store, IEnumerable<IDeliveryChannel> channels, NotificationsSettings settings)
    : IConsumer<IncidentsChanged>, IConsumer<WeekSummed>, IConsumer<TestAlertRequested>
{
    public Task Consume(ConsumeContext<IncidentsChanged> context) =>
        store.RecordAsync(IncidentsNotice.Of(context.Message, settings.PublicUrl), channels, context.CancellationToken);

    public Task Consume(ConsumeContext<WeekSummed> context) =>
        store.RecordAsync(DigestNotice.Of(context.Message, settings.PublicUrl), channels, context.CancellationToken);

    public Task Consume(ConsumeContext<TestAlertRequested> context) =>
        store.RecordAsync(TestNotice.Of(context.Message, settings.PublicUrl), channels, context.CancellationToken);
}

internal sealed class AlertsConsumerDefinition : ConsumerDefinition<AlertsConsumer>
{
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<AlertsConsumer> consumerConfigurator,
        IRegistrationContext context) => endpointConfigurator.RetryTransientErrors(maxConcurrent: 4);
}
