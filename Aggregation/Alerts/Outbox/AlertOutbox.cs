using MassTransit;

namespace Telemetry.Aggregation.Alerts.Outbox;

/// <summary>
/// Committed messages without a confirm of the broker. Each is deleted after its confirm: one may be sent twice, with the same id, and none
/// is lost.
/// </summary>
internal sealed class AlertOutbox(NpgsqlDataSource dataSource, IBus bus) : IDisposable
{
    // Deadline of a publish (docs/rules.md, rule 2).
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim _signal = new(0, 1);

    public void Signal()
    {
        lock (_signal)
        {
            if (_signal.CurrentCount == 0)
                _signal.Release();
        }
    }

    public Task WaitAsync(TimeSpan timeout, CancellationToken cancellationToken) => _signal.WaitAsync(timeout, cancellationToken);

    public async Task SendAsync(CancellationToken cancellationToken)
    {
        while (await SendOneAsync(cancellationToken))
        {
            // Continue with the next message.
        }
    }

    public void Dispose() => _signal.Dispose();

    public async Task AddAsync(OutgoingAlert alert, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateBatch();
        batch.BatchCommands.Add(alert.Insert());
        await batch.ExecuteNonQueryAsync(cancellationToken);
        Signal();
    }

    // The row stays locked meanwhile, so that several processes share the work.
    private async Task<bool> SendOneAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await LockNextAsync(connection, cancellationToken) is not { } alert)
            return false;

        try
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            deadline.CancelAfter(Deadline);
            await alert.PublishAsync(bus, deadline.Token);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new AlertNotSentException(e);
        }

        await using var delete = new NpgsqlCommand("delete from analytics.alert_outbox where id = $1", connection)
        {
            Parameters = { Sql.Value(alert.Id) },
        };
        await delete.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private static async Task<OutgoingAlert?> LockNextAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "select id, kind, message::text from analytics.alert_outbox order by sequence limit 1 for update skip locked", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new(reader.GetGuid(0), reader.GetString(1), reader.GetString(2)) : null;
    }
}

internal sealed class AlertNotSentException(Exception inner) : Exception(inner.Message, inner);
