namespace Telemetry.Notifications.Deliveries;

/// <summary>Names of channels.</summary>
internal static class Channel
{
    /// <summary>By mail; the recipient is an address, or "" where none is configured.</summary>
    public const string Mail = "mail";

    /// <summary>By HTTP; the recipient is a host.</summary>
    public const string Webhook = "webhook";
}

/// <summary>A way to recipients.</summary>
internal interface IDeliveryChannel
{
    /// <summary>One of <see cref="Channel"/>.</summary>
    string Name { get; }

    /// <summary>The recipients of every notice.</summary>
    IReadOnlyList<string> Recipients { get; }

    /// <summary>Why deliveries are only recorded; null: they are sent.</summary>
    string? RecordedBecause { get; }

    /// <summary>Sends, within a deadline of its own that is shorter than <see cref="RetryPlan.Lease"/>.</summary>
    /// <exception cref="OperationCanceledException">The process stops; whether the delivery arrived is not known.</exception>
    Task<Outcome> SendAsync(Delivery delivery, CancellationToken cancellationToken);
}
