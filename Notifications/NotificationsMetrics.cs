using System.Diagnostics.Metrics;

namespace Telemetry.Notifications;

internal sealed class NotificationsMetrics
{
    private readonly Counter<long> _deliveries;

    public NotificationsMetrics(IMeterFactory factory)
    {
        var meter = factory.Create("Telemetry.Notifications");
        _deliveries = meter.CreateCounter<long>(
            "telemetry.notifications.deliveries", "{attempt}", "Attempts to deliver, by channel and how they ended");
    }

    public void Sent(string channel) => Count(channel, "sent");

    public void Failed(string channel) => Count(channel, "failed");

    public void Postponed(string channel) => Count(channel, "postponed");

    private void Count(string channel, string outcome) => _deliveries.Add(1, new("channel", channel), new("outcome", outcome));
}
