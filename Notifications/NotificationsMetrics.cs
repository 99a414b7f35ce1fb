using System.Diagnostics.Metrics;

namespace Telemetry.Notifications;

/// <summary>The meter <c>Telemetry.Notifications</c>.</summary>
public sealed class NotificationsMetrics
{
    private readonly Counter<long> _deliveries;

    /// <summary>Creates the instruments.</summary>
    public NotificationsMetrics(IMeterFactory factory)
    {
        var meter = factory.Create("Telemetry.Notifications");
        _deliveries = meter.CreateCounter<long>(
            "telemetry.notifications.deliveries", "{attempt}", "Attempts to deliver, by channel and how they ended");
    }

    /// <summary>The recipient's server has the delivery.</summary>
    public void Sent(string channel) => Count(channel, "sent");

    /// <summary>The delivery will not arrive.</summary>
    public void Failed(string channel) => Count(channel, "failed");

    /// <summary>The delivery is attempted again later.</summary>
    public void Postponed(string channel) => Count(channel, "postponed");

    private void Count(string channel, string outcome) => _deliveries.Add(1, new("channel", channel), new("outcome", outcome));
}
