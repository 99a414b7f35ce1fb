using MassTransit;
using Npgsql;

namespace Telemetry.Aggregation.Alerts.Outbox;

/// <summary>
/// Messages that are committed and that the broker has not confirmed yet. Each leaves after its confirm: one may go twice, under the same id,
/// and none gets lost.
/// </summary>
public sealed class AlertOutbox(NpgsqlDataSource dataSource, IBus bus) : IDisposable
{
    // A publish that a broker does not answer (rule 2).
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim _news = new(0, 1);

    /// <summary>Something was put in just now.</summary>
    public void Wake()
    {
        lock (_news)
        {
            if (_news.CurrentCount == 0)
                _news.Release();
        }
    }

    /// <summary>Waits until something was put in by this process, or for so long.</summary>
    public Task WaitAsync(TimeSpan most, CancellationToken cancellationToken) => _news.WaitAsync(most, cancellationToken);

    /// <summary>Sends what is there, the oldest first.</summary>
    /// <exception cref="NpgsqlException">The database is away.</exception>
    /// <exception cref="AlertNotSentException">The broker did not confirm; what is left stays.</exception>
    public async Task SendAsync(CancellationToken cancellationToken)
    {
        while (await SendOneAsync(cancellationToken))
        {
            // The next one.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _news.Dispose();

    internal async Task PutAsync(OutgoingAlert alert, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateBatch();
        batch.BatchCommands.Add(alert.Store());
        await batch.ExecuteNonQueryAsync(cancellationToken);
        Wake();
    }

    // The row stays locked meanwhile: several processes share the work.
    private async Task<bool> SendOneAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await TakeAsync(connection, cancellationToken) is not { } alert)
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

        await using var delete = new NpgsqlCommand("delete from analytics.alert_outbox where id = $1", connection) { Parameters = { new() { Value = alert.Id } } };
        await delete.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private static async Task<OutgoingAlert?> TakeAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "select id, kind, message::text from analytics.alert_outbox order by sequence limit 1 for update skip locked", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new(reader.GetGuid(0), reader.GetString(1), reader.GetString(2)) : null;
    }
}

/// <summary>The broker did not confirm an alert.</summary>
public sealed class AlertNotSentException(Exception inner) : Exception(inner.Message, inner);
