using Telemetry.Notifications.Mail;
using Telemetry.Notifications.Upkeep;
using Telemetry.Notifications.Webhook;

namespace Telemetry.Notifications.Deliveries;

/// <summary>The channels, and what makes a delivery happen once.</summary>
internal static class DeliveryRegistration
{
    public static void AddDeliveries(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<NotificationsMetrics>();
        builder.Services.AddSingleton<IDeliveryChannel, MailChannel>();
        builder.Services.AddSingleton<IDeliveryChannel, WebhookChannel>();
        builder.Services.AddSingleton(RetryPlan.Default);
        builder.Services.AddSingleton<DeliveryStore>();
        builder.Services.AddSingleton<Dispatcher>();
        builder.Services.AddSingleton<WaitQueue>();
        builder.Services.AddHostedService<OldNotices>();
    }
}
