using MassTransit;
using Telemetry.Notifications.Deliveries;
using Telemetry.ServiceDefaults.Messaging;

namespace Telemetry.Notifications.Intake;

/// <summary>The way from the queue of alerts through the queues of the channels.</summary>
internal static class IntakeRegistration
{
    public static void AddIntake(this WebApplicationBuilder builder)
    {
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.AddConsumer<AlertsConsumer, AlertsConsumerDefinition>();
            bus.AddConsumer<DeliveryConsumer, DeliveryConsumerDefinition>();
            bus.UsingRabbitMq((context, rabbitMq) =>
            {
                rabbitMq.Connect(builder.Configuration);
                rabbitMq.ReceiveDeliveries(endpoint => endpoint.ConfigureConsumer<DeliveryConsumer>(context));
                rabbitMq.ReceiveAlerts(endpoint => endpoint.ConfigureConsumer<AlertsConsumer>(context));
            });
        });
        builder.Services.AddHostedService<BusWatch>();
    }
}
