using MassTransit;
using Telemetry.ServiceDefaults.Messaging;

namespace Telemetry.Aggregation.Intake;

/// <summary>The way from the queue into the database.</summary>
internal static class IntakeRegistration
{
    public static void AddIntake(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ReportStore>();
        builder.Services.AddSingleton<Backlog>();

        // Before the bus, so that it stops after it: what the bus has handed over is still stored.
        builder.Services.AddSingleton<ReportIntake>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ReportIntake>());
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.AddConsumer<ReportsConsumer, ReportsConsumerDefinition>();
            bus.UsingRabbitMq((context, rabbitMq) =>
            {
                rabbitMq.Connect(builder.Configuration);
                // Alerts wait in their queue also while nobody has ever taken one.
                rabbitMq.DeployPublishTopology = true;
                rabbitMq.PublishAlerts();
                rabbitMq.ReceiveReports(endpoint => endpoint.ConfigureConsumer<ReportsConsumer>(context));
            });
        });
        builder.Services.AddHostedService<BusWatch>();
    }
}
