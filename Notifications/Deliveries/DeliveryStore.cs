using Npgsql;
using NpgsqlTypes;
using Telemetry.Notifications.AlertTexts;

namespace Telemetry.Notifications.Deliveries;

/// <summary>Each delivery is attempted by one process at a time, until it is sent or has failed.</summary>
internal sealed class DeliveryStore(NpgsqlDataSource dataSource, RetryPlan plan, TimeProvider time)
{
    private TaskCompletionSource _recorded = NewSignal();

    /// <summary>Completes when this process records the next notice.</summary>
    public Task NextRecorded => Volatile.Read(ref _recorded).Task;

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Records a notice for its recipients. Recording it again adds nothing.</summary>
    public async Task RecordAsync(Notice notice, IEnumerable<IDeliveryChannel> channels, CancellationToken cancellationToken)
    {
        var rows = channels
            .SelectMany(channel => channel.Recipients, (channel, recipient) => (Channel: channel, Recipient: recipient))
            .ToList();
        await using var command = dataSource.CreateCommand(
            """
            with notice as (
              insert into notifications.notices (id, kind, at, subject, body_text, body_html, body_json, recorded_at)
              values ($1, $2, $3, $4, $5, $6, $7, $8)
              on conflict do nothing
            )
            insert into notifications.deliveries (id, notice_id, channel, recipient, state, reason, created_at, next_attempt_at)
            select gen_random_uuid(), $1, channel, recipient, case when reason = '' then 'waiting' else 'recorded' end, reason, $8, $8
            from unnest($9, $10, $11) as route (channel, recipient, reason)
            on conflict do nothing
            """);
        command.Parameters.Add(new() { Value = notice.Id });
        command.Parameters.Add(new() { Value = notice.Kind });
        command.Parameters.Add(new() { Value = notice.At.UtcDateTime });
        command.Parameters.Add(new() { Value = notice.Subject });
        command.Parameters.Add(new() { Value = notice.Text });
        command.Parameters.Add(new() { Value = notice.Html });
        command.Parameters.Add(new() { Value = notice.Json });
        command.Parameters.Add(new() { Value = Now });
        command.Parameters.Add(new() { Value = rows.Select(row => row.Channel.Name).ToArray() });
        command.Parameters.Add(new() { Value = rows.Select(row => row.Recipient).ToArray() });
        command.Parameters.Add(new() { Value = rows.Select(row => row.Channel.RecordedBecause ?? "").ToArray() });
        await command.ExecuteNonQueryAsync(cancellationToken);

        Interlocked.Exchange(ref _recorded, NewSignal()).TrySetResult();
    }

    /// <summary>
    /// Claims the next due delivery of a channel for one attempt; null if none is due. A delivery in the state "sending" with an expired
    /// lease was interrupted: its process has ended.
    /// </summary>
    public async Task<Delivery?> ClaimAsync(string channel, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            """
            update notifications.deliveries delivery
            set
              state = 'sending',
              attempts = attempts + 1,
              interruptions = interruptions + (state = 'sending')::integer,
              next_attempt_at = $3
            from notifications.notices notice
            where notice.id = delivery.notice_id and delivery.id = (
              select id
              from notifications.deliveries
              where channel = $1 and state in ('waiting', 'sending') and next_attempt_at <= $2
              order by next_attempt_at
              limit 1
              for update skip locked
            )
            returning
              delivery.id, delivery.channel, delivery.recipient, delivery.created_at, delivery.interruptions, delivery.attempts,
              notice.id, notice.kind, notice.at, notice.subject, notice.body_text, notice.body_html, notice.body_json
            """);
        command.Parameters.Add(new() { Value = channel });
        command.Parameters.Add(new() { Value = Now });
        command.Parameters.Add(new() { Value = Now + plan.Lease });
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        if (!await row.ReadAsync(cancellationToken))
            return null;

        var notice = new Notice(
            row.GetGuid(6),
            row.GetString(7),
            row.GetFieldValue<DateTimeOffset>(8),
            row.GetString(9),
            row.GetString(10),
            row.GetString(11),
            row.GetString(12));
        return new Delivery(
            row.GetGuid(0),
            row.GetString(1),
            row.GetString(2),
            row.GetFieldValue<DateTimeOffset>(3),
            row.GetInt32(4),
            row.GetInt32(5),
            notice);
    }

    public Task SentAsync(Delivery delivery, string remark) => EndAttemptAsync(delivery, "sent", remark, Now, sentAt: Now);

    public Task FailedAsync(Delivery delivery, string reason) => EndAttemptAsync(delivery, "failed", reason, Now, sentAt: null);

    public Task PostponedAsync(Delivery delivery, string reason, TimeSpan wait) =>
        EndAttemptAsync(delivery, "waiting", reason, Now + wait, sentAt: null);

    /// <summary>The process stops during the attempt: another process may claim the delivery at once, as interrupted.</summary>
    public Task InterruptedAsync(Delivery delivery, string reason) => EndAttemptAsync(delivery, "sending", reason, Now, sentAt: null);

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Not cancelled when the process stops: it records what has happened. After the lease another process may have begun a new attempt.
    private async Task EndAttemptAsync(Delivery delivery, string state, string reason, DateTime nextAttemptAt, DateTime? sentAt)
    {
        await using var command = dataSource.CreateCommand(
            """
            update notifications.deliveries
            set state = $3, reason = $4, next_attempt_at = $5, sent_at = $6
            where id = $1 and attempts = $2 and state = 'sending'
            """);
        command.Parameters.Add(new() { Value = delivery.Id });
        command.Parameters.Add(new() { Value = delivery.Attempts });
        command.Parameters.Add(new() { Value = state });
        command.Parameters.Add(new() { Value = reason });
        command.Parameters.Add(new() { Value = nextAttemptAt });
        command.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.TimestampTz, Value = sentAt is null ? DBNull.Value : sentAt });
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }
}
