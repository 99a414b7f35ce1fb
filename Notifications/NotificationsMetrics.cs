using System.Diagnostics.Metrics;

namespace Telemetry.Notifications;

// Public since the tests derive a public host from WebApplicationFactory of this type.
public sealed class NotificationsMetrics
{
    private readonly Counter<long> _deliveries;

    public NotificationsMetrics(IMeterFactory factory)
    {
        var meter = factory.Create("Telemetry.Notifications");
        _deliveries = meter.CreateCounter<long>(
            "telemetry.notifications.deliveries", "{attempt}", "Attempts to deliver, by channel and how they ended");
    }

    public void CountSent(string channel) => Count(channel, "sent");

    public void CountFailed(string channel) => Count(channel, "failed");

    public void CountPostponed(string channel) => Count(channel, "postponed");

    private void Count(string channel, string outcome) => _deliveries.Add(1, new("channel", channel), new("outcome", outcome));
}
