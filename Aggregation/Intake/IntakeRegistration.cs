using MassTransit;
using Telemetry.ServiceDefaults.Messaging;

namespace Telemetry.Aggregation.Intake;

internal static class IntakeRegistration
{
    public static void AddIntake(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ReportStore>();
        builder.Services.AddSingleton<Backlog>();

        // Registered before the bus and so stopped after it: messages that the bus has delivered are still stored.
        builder.Services.AddSingleton<ReportIntake>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ReportIntake>());
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.AddConsumer<ReportsConsumer, ReportsConsumerDefinition>();
            bus.UsingRabbitMq((context, rabbitMq) =>
            {
                rabbitMq.Connect(builder.Configuration);
                // The queue of alerts exists before Notifications has ever started.
                rabbitMq.DeployPublishTopology = true;
                rabbitMq.PublishAlerts();
                rabbitMq.ReceiveReports(endpoint => endpoint.ConfigureConsumer<ReportsConsumer>(context));
            });
        });
        builder.Services.AddHostedService<BusWatchdog>();
    }
}
