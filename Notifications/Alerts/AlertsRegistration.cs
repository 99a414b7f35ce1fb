using MassTransit;
using Telemetry.ServiceDefaults.Messaging;

namespace Telemetry.Notifications.Alerts;

internal static class AlertsRegistration
{
    public static void AddAlerts(this WebApplicationBuilder builder)
    {
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.AddConsumer<AlertsConsumer, AlertsConsumerDefinition>();
            bus.UsingRabbitMq((context, rabbitMq) =>
            {
                rabbitMq.Connect(builder.Configuration);
                rabbitMq.ReceiveAlerts(endpoint => endpoint.ConfigureConsumer<AlertsConsumer>(context));
            });
        });
        builder.Services.AddHostedService<BusWatchdog>();
    }
}
