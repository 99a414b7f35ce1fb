using Npgsql;
using Telemetry.Notifications.Composition;

namespace Telemetry.Notifications.Deliveries;

/// <summary>What is to be delivered, and what has been: it makes each delivery happen once, however often its message comes.</summary>
internal sealed class DeliveryStore(NpgsqlDataSource dataSource, TimeProvider time)
{
    /// <summary>Records a notice for its recipients. The same one again adds nothing.</summary>
    /// <returns>What is still to be sent.</returns>
    public async Task<IReadOnlyList<DeliveryDue>> RecordAsync(Notice notice, IEnumerable<IDeliveryChannel> channels, CancellationToken cancellationToken)
    {
        var rows = channels.SelectMany(channel => channel.Recipients, (channel, recipient) => (Channel: channel, Recipient: recipient)).ToList();
        await using var command = dataSource.CreateCommand(
            """
            with notice as (
              insert into notifications.notices (id, kind, at, subject, body_text, body_html, body_json, recorded_at)
              values ($1, $2, $3, $4, $5, $6, $7, $8)
              on conflict do nothing
            ), recorded as (
              insert into notifications.deliveries (id, notice_id, channel, recipient, state, reason, created_at)
              select gen_random_uuid(), $1, channel, recipient, case when reason = '' then 'waiting' else 'recorded' end, reason, $8
              from unnest($9, $10, $11) as route (channel, recipient, reason)
              on conflict do nothing
              returning id, channel, state
            )
            select id, channel from recorded where state = 'waiting'
            union all
            select id, channel from notifications.deliveries where notice_id = $1 and state in ('waiting', 'sending')
            """);
        command.Parameters.Add(new() { Value = notice.Id });
        command.Parameters.Add(new() { Value = notice.Kind });
        command.Parameters.Add(new() { Value = notice.At.UtcDateTime });
        command.Parameters.Add(new() { Value = notice.Subject });
        command.Parameters.Add(new() { Value = notice.Text });
        command.Parameters.Add(new() { Value = notice.Html });
        command.Parameters.Add(new() { Value = notice.Json });
        command.Parameters.Add(new() { Value = time.GetUtcNow().UtcDateTime });
        command.Parameters.Add(new() { Value = rows.Select(row => row.Channel.Name).ToArray() });
        command.Parameters.Add(new() { Value = rows.Select(row => row.Recipient).ToArray() });
        command.Parameters.Add(new() { Value = rows.Select(row => row.Channel.RecordedBecause ?? "").ToArray() });

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var due = new List<DeliveryDue>();
        while (await reader.ReadAsync(cancellationToken))
            due.Add(new DeliveryDue { Id = reader.GetGuid(0), Channel = reader.GetString(1) });
        return due;
    }

    /// <summary>
    /// Takes a delivery into one's hands, for one attempt. Nobody else can until the claim is disposed of or its process has ended: then the
    /// database drops the lock, and whoever finds the delivery in the middle of an attempt knows that it was interrupted.
    /// </summary>
    /// <returns>Null: another one has it.</returns>
    public async Task<Claim?> ClaimAsync(Guid id, CancellationToken cancellationToken)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        try
        {
            await using (var command = new NpgsqlCommand("select pg_try_advisory_lock(hashtextextended($1::text, 0))", connection) { Parameters = { new() { Value = id } } })
            {
                if (await command.ExecuteScalarAsync(cancellationToken) is not true)
                {
                    await connection.DisposeAsync();
                    return null;
                }
            }

            return new Claim(connection, await BeginAsync(connection, id, cancellationToken), time);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    // Null: it is done with.
    private static async Task<Delivery?> BeginAsync(NpgsqlConnection connection, Guid id, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            update notifications.deliveries delivery
            set state = 'sending', attempts = attempts + 1, interruptions = interruptions + (state = 'sending')::integer
            from notifications.notices notice
            where delivery.id = $1 and delivery.state in ('waiting', 'sending') and notice.id = delivery.notice_id
            returning
              delivery.id, delivery.channel, delivery.recipient, delivery.created_at, delivery.interruptions, delivery.attempts,
              notice.id, notice.kind, notice.at, notice.subject, notice.body_text, notice.body_html, notice.body_json
            """,
            connection)
        {
            Parameters = { new() { Value = id } },
        };
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken)
            ? new Delivery(
                row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetFieldValue<DateTimeOffset>(3), row.GetInt32(4), row.GetInt32(5),
                new Notice(
                    row.GetGuid(6), row.GetString(7), row.GetFieldValue<DateTimeOffset>(8), row.GetString(9), row.GetString(10), row.GetString(11), row.GetString(12)))
            : null;
    }
}
