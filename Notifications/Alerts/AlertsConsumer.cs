using MassTransit;
using Telemetry.Contracts;
using Telemetry.Notifications.AlertTexts;
using Telemetry.Notifications.Deliveries;
using Telemetry.Notifications.Settings;

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
    private const int MaxConcurrent = 4;

    // Retries for ten minutes while the database is unreachable; then the message returns to its queue and is delivered again. RabbitMQ
    // closes the channel (4.3: the subscription) of a consumer that keeps a message for thirty minutes. There is no error queue.
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<AlertsConsumer> consumerConfigurator,
        IRegistrationContext context)
    {
        endpointConfigurator.PrefetchCount = MaxConcurrent;
        endpointConfigurator.ConcurrentMessageLimit = MaxConcurrent;
        endpointConfigurator.PublishFaults = false;
        endpointConfigurator.UseMessageRetry(retry => retry.Exponential(
            retryLimit: 25, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(200)));
        endpointConfigurator.RethrowFaultedMessages();
    }
}
