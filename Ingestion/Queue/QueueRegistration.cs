using MassTransit;
using Telemetry.ServiceDefaults.Http;
using Telemetry.ServiceDefaults.Messaging;

namespace Telemetry.Ingestion.Queue;

internal static class QueueRegistration
{
    public static void AddReportQueue(this WebApplicationBuilder builder)
    {
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.UsingRabbitMq((_, rabbit) =>
            {
                rabbit.Connect(builder.Configuration);
                rabbit.DeployPublishTopology = true;
                rabbit.PublishReports();
            });
        });
        builder.Services.AddSingleton<IngestionMetrics>();
        builder.Services.AddSingleton<Backpressure>();
        builder.Services.AddSingleton<ReportQueueHealth>();
        builder.Services.AddHealthChecks().AddCheck<ReportQueueHealth>("queue", tags: [HealthTags.Ready]);

        // Registered after the bus, so that it stops before the bus: waiting reports are still published.
        builder.Services.AddSingleton<AcceptedCounts>();
        builder.Services.AddSingleton<ReportPublisher>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ReportPublisher>());
        builder.Services.AddSingleton<RefusedPosts>();
    }
}
