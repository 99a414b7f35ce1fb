using MassTransit;
using Telemetry.ServiceDefaults.Http;
using Telemetry.ServiceDefaults.Messaging;

namespace Telemetry.Ingestion.Publishing;

/// <summary>Puts the broker at the service's disposal.</summary>
public static class Messaging
{
    /// <summary>The bus, the publisher of reports, and the check of the queue.</summary>
    public static void AddReportPublishing(this WebApplicationBuilder builder)
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
        builder.Services.AddSingleton<QueueRoom>();
        builder.Services.AddSingleton<ReportQueueHealth>();
        builder.Services.AddHealthChecks().AddCheck<ReportQueueHealth>("queue", tags: [HealthTags.Ready]);

        // After the bus, so that it stops before it: what waits is still published.
        builder.Services.AddSingleton<ReportPublisher>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ReportPublisher>());
        builder.Services.AddSingleton<RefusedPosts>();
    }
}
