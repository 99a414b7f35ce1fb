using Npgsql;
using Telemetry.Notifications.AlertTexts;
using Telemetry.ServiceDefaults.Data;

namespace Telemetry.Notifications.Deliveries;

/// <summary>
/// Attempts due deliveries: at once after this process has recorded one, otherwise by polling. Each channel has its own workers, so that an
/// unreachable mail server delays mail only.
/// </summary>
internal sealed partial class DeliveryDispatcher(
    SchemaMigrator schema,
    DeliveryStore store,
    IEnumerable<IDeliveryChannel> channels,
    RetryPlan plan,
    NotificationsMetrics metrics,
    TimeProvider time,
    ILogger<DeliveryDispatcher> logger) : BackgroundService
{
    // A common limit of mail servers for one client, and more than a day of alerts needs.
    private const int WorkersPerChannel = 4;

    private const int ReasonLength = 500;
    private const string PossibleDuplicate = "sent again after an interruption: possibly a duplicate";

    // The time for current attempts to end when the process stops. With the longest drain (10 s) it is less than the host's 30 s.
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await schema.Done.WaitAsync(stoppingToken);

        using var sending = new CancellationTokenSource();
        await using var stopping = stoppingToken.Register(() => sending.CancelAfter(StopGrace));
        await Task.WhenAll(
            from channel in channels
            from worker in Enumerable.Range(0, WorkersPerChannel)
            select WorkAsync(channel, sending.Token, stoppingToken));
    }

    private async Task WorkAsync(IDeliveryChannel channel, CancellationToken sending, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            // Taken before the claim: a notice that is recorded meanwhile ends the wait at once.
            var recorded = store.NextRecorded;
            if (!await TryAttemptNextAsync(channel, sending, stopping))
                await Task.WhenAny(recorded, Task.Delay(plan.PollInterval, stopping));
        }
    }

    // False: nothing was due, or the database is unreachable.
    private async Task<bool> TryAttemptNextAsync(IDeliveryChannel channel, CancellationToken sending, CancellationToken stopping)
    {
        try
        {
            if (await store.ClaimAsync(channel.Name, stopping) is not { } delivery)
                return false;

            await AttemptAsync(channel, delivery, sending);
            return true;
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            Log.Unavailable(logger, channel.Name, plan.PollInterval, e.Message);
            return false;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task AttemptAsync(IDeliveryChannel channel, Delivery delivery, CancellationToken sending)
    {
        var outcome = await SendAsync(channel, delivery, sending);
        switch (outcome)
        {
            case Outcome.Sent:
                await store.SentAsync(delivery, delivery.Interruptions == 0 ? "" : PossibleDuplicate);
                metrics.CountSent(delivery.Channel);
                break;
            case Outcome.Postponed postponed when time.GetUtcNow() - delivery.CreatedAt < plan.GiveUpAfter:
                await PostponeAsync(delivery, Readable(postponed.Reason, delivery));
                break;
            case Outcome.Postponed postponed:
                await FailAsync(delivery, Readable($"given up after {plan.GiveUpAfter.TotalDays:0.#} days: {postponed.Reason}", delivery));
                break;
            case Outcome.Rejected rejected:
                await FailAsync(delivery, Readable(rejected.Reason, delivery));
                break;
        }
    }

    private async Task<Outcome> SendAsync(IDeliveryChannel channel, Delivery delivery, CancellationToken sending)
    {
        if (channel.RecordedBecause is not null || !channel.Recipients.Contains(delivery.Recipient, StringComparer.OrdinalIgnoreCase))
            return new Outcome.Rejected("no longer configured");

        // One interruption leads to at most one duplicate; a second one could lead to another.
        if (delivery.Interruptions > 1)
            return new Outcome.Rejected("interrupted twice while it was being sent: it may have arrived, and is not sent again");
        if (delivery.Interruptions == 1)
            Log.PossibleDuplicate(logger, delivery.Id, delivery.Channel, delivery.Notice.Id);

        try
        {
            return await channel.SendAsync(delivery, sending);
        }
        catch (OperationCanceledException)
        {
            await store.InterruptedAsync(delivery, "interrupted by a stop of the process");
            throw;
        }
        catch (Exception e)
        {
            // The cause may be the network, the server, the login or the certificate: an admin may repair it while the delivery waits.
            return new Outcome.Postponed($"{e.GetType().Name}: {e.Message}");
        }
    }

    private async Task FailAsync(Delivery delivery, string reason)
    {
        await store.FailedAsync(delivery, reason);
        metrics.CountFailed(delivery.Channel);
        Log.Failed(logger, delivery.Id, delivery.Channel, reason);
    }

    private async Task PostponeAsync(Delivery delivery, string reason)
    {
        var wait = plan.After(delivery.Attempts);
        await store.PostponedAsync(delivery, reason, wait);
        metrics.CountPostponed(delivery.Channel);
        Log.Postponed(logger, delivery.Id, delivery.Channel, wait, reason);
    }

    // Servers often name the recipient in their responses.
    private static string Readable(string reason, Delivery delivery) => SafeText.Line(
        reason.Replace(delivery.Recipient, Recipient.Masked(delivery.Recipient), StringComparison.OrdinalIgnoreCase), ReasonLength);

    private static partial class Log
    {
        [LoggerMessage(
            LogLevel.Warning,
            "Delivery {Id} by {Channel} of notice {Notice} was interrupted while it was being sent and is sent again: " +
            "possibly a duplicate")]
        public static partial void PossibleDuplicate(ILogger logger, Guid id, string channel, Guid notice);

        [LoggerMessage(LogLevel.Warning, "Delivery {Id} by {Channel} failed: {Reason}")]
        public static partial void Failed(ILogger logger, Guid id, string channel, string reason);

        [LoggerMessage(LogLevel.Warning, "Delivery {Id} by {Channel} is tried again in {Wait}: {Reason}")]
        public static partial void Postponed(ILogger logger, Guid id, string channel, TimeSpan wait, string reason);

        [LoggerMessage(LogLevel.Warning, "Deliveries by {Channel} are postponed by {Wait}: {Reason}")]
        public static partial void Unavailable(ILogger logger, string channel, TimeSpan wait, string reason);
    }
}

internal static class DeliveryRegistration
{
    public static void AddDeliveries(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<NotificationsMetrics>();
        builder.Services.AddSingleton(RetryPlan.Default);
        builder.Services.AddSingleton<DeliveryStore>();
        builder.Services.AddHostedService<DeliveryDispatcher>();
    }
}
