using Telemetry.Notifications.Composition;

namespace Telemetry.Notifications.Deliveries;

/// <summary>One attempt at one delivery: whether to make it, and what follows from how it ended.</summary>
internal sealed partial class Dispatcher(
    DeliveryStore store, IEnumerable<IDeliveryChannel> channels, RetryPlan plan, NotificationsMetrics metrics, TimeProvider time, ILogger<Dispatcher> logger)
{
    private const int ReasonLength = 500;
    private const string PossiblyTwice = "sent again after an interruption: possibly a duplicate";

    /// <summary>Makes the attempt.</summary>
    /// <returns>How long to wait for the next one; null: there is none.</returns>
    public async Task<TimeSpan?> AttemptAsync(DeliveryDue due, CancellationToken cancellationToken)
    {
        await using var claim = await store.ClaimAsync(due.Id, cancellationToken);
        if (claim is null)
            return plan.Waits[0];
        if (claim.Delivery is not { } delivery)
            return null;

        return await SendAsync(delivery, cancellationToken) switch
        {
            Outcome.Sent => await EndAsync(claim, delivery),
            Outcome.Refused refused => await FailAsync(claim, delivery, refused.Reason),
            Outcome.Postponed postponed when time.GetUtcNow() - delivery.CreatedAt >= plan.GiveUpAfter =>
                await FailAsync(claim, delivery, $"given up after {plan.GiveUpAfter.TotalDays:0.#} days: {postponed.Reason}"),
            Outcome.Postponed postponed => await WaitAsync(claim, delivery, postponed.Reason),
            _ => throw new InvalidOperationException("no such outcome"),
        };
    }

    private async Task<Outcome> SendAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        var channel = channels.Single(channel => channel.Name == delivery.Channel);
        if (channel.RecordedBecause is not null || !channel.Recipients.Contains(delivery.Recipient, StringComparer.OrdinalIgnoreCase))
            return new Outcome.Refused("no longer configured");

        // Once is a duplicate at most; a second time it would be another one.
        if (delivery.Interruptions > 1)
            return new Outcome.Refused("interrupted twice while it was being sent: it may have arrived, and is not sent again");
        if (delivery.Interruptions == 1)
            Log.PossiblyTwice(logger, delivery.Id, delivery.Channel, delivery.Notice.Id);

        return await channel.SendAsync(delivery, cancellationToken);
    }

    private async Task<TimeSpan?> EndAsync(Claim claim, Delivery delivery)
    {
        await claim.SentAsync(delivery.Interruptions == 0 ? "" : PossiblyTwice);
        metrics.Sent(delivery.Channel);
        return null;
    }

    private async Task<TimeSpan?> FailAsync(Claim claim, Delivery delivery, string reason)
    {
        reason = Readable(reason, delivery);
        await claim.FailedAsync(reason);
        metrics.Failed(delivery.Channel);
        Log.Failed(logger, delivery.Id, delivery.Channel, reason);
        return null;
    }

    private async Task<TimeSpan?> WaitAsync(Claim claim, Delivery delivery, string reason)
    {
        var wait = plan.After(delivery.Attempts);
        reason = Readable(reason, delivery);
        await claim.WaitingAsync(reason);
        metrics.Postponed(delivery.Channel);
        Log.Postponed(logger, delivery.Id, delivery.Channel, wait, reason);
        return wait;
    }

    // What servers answer often names the recipient.
    private static string Readable(string reason, Delivery delivery) =>
        SafeText.Line(reason.Replace(delivery.Recipient, Recipient.Masked(delivery.Recipient), StringComparison.OrdinalIgnoreCase), ReasonLength);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Delivery {Id} by {Channel} of notice {Notice} was interrupted while it was being sent and is sent again: possibly a duplicate")]
        public static partial void PossiblyTwice(ILogger logger, Guid id, string channel, Guid notice);

        [LoggerMessage(LogLevel.Warning, "Delivery {Id} by {Channel} failed: {Reason}")]
        public static partial void Failed(ILogger logger, Guid id, string channel, string reason);

        [LoggerMessage(LogLevel.Warning, "Delivery {Id} by {Channel} is tried again in {Wait}: {Reason}")]
        public static partial void Postponed(ILogger logger, Guid id, string channel, TimeSpan wait, string reason);
    }
}
