using Telemetry.Notifications.Deliveries;

namespace Telemetry.Notifications.Channels;

internal static class ChannelRegistration
{
    public static void AddChannels(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IDeliveryChannel, MailChannel>();
        builder.Services.AddSingleton<IDeliveryChannel, WebhookChannel>();
    }
}
