namespace Telemetry.Notifications.Deliveries;

/// <summary>A delivery was recorded and is to be made: the message in the queue of its channel, between attempts in a <see cref="WaitQueue"/>.</summary>
internal sealed record DeliveryDue
{
    /// <summary>The delivery.</summary>
    public required Guid Id { get; init; }

    /// <summary>One of <see cref="Deliveries.Channel"/>.</summary>
    public required string Channel { get; init; }
}
