namespace Telemetry.Notifications.Deliveries;

internal static class Channel
{
    /// <summary>The recipient is an address, or "" if none is configured.</summary>
    public const string Mail = "mail";

    /// <summary>The recipient is a host.</summary>
    public const string Webhook = "webhook";
}

internal interface IDeliveryChannel
{
    /// <summary>One of <see cref="Channel"/>.</summary>
    string Name { get; }

    IReadOnlyList<string> Recipients { get; }

    /// <summary>The reason for recording deliveries without sending them; null if they are sent.</summary>
    string? RecordedBecause { get; }

    /// <summary>
    /// Sends, within a deadline that is shorter than <see cref="RetryPlan.Lease"/>. If the process stops meanwhile, it is unknown whether
    /// the delivery arrived.
    /// </summary>
    Task<Outcome> SendAsync(Delivery delivery, CancellationToken cancellationToken);
}
