namespace Telemetry.Notifications.Deliveries;

/// <summary>Ways to a recipient, by name.</summary>
internal static class Channel
{
    /// <summary>By mail; the recipient is an address, or "" where nobody is configured.</summary>
    public const string Mail = "mail";

    /// <summary>By HTTP; the recipient is a host.</summary>
    public const string Webhook = "webhook";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Mail, Webhook];
}

/// <summary>A way to a recipient.</summary>
internal interface IDeliveryChannel
{
    /// <summary>One of <see cref="Channel"/>.</summary>
    string Name { get; }

    /// <summary>Who is told of everything, from now on.</summary>
    IReadOnlyList<string> Recipients { get; }

    /// <summary>Why nothing is sent but only recorded; null: it is sent.</summary>
    string? RecordedBecause { get; }

    /// <summary>Sends, within a deadline of its own.</summary>
    /// <exception cref="OperationCanceledException">The process ends; whether it arrived is not known.</exception>
    Task<Outcome> SendAsync(Delivery delivery, CancellationToken cancellationToken);
}
