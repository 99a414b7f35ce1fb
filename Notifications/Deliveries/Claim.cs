using Npgsql;

namespace Telemetry.Notifications.Deliveries;

/// <summary>A delivery in one process's hands. Disposing of it lets go.</summary>
/// <param name="connection">Holds the lock.</param>
/// <param name="delivery">Null: it is done with, and there is nothing to do.</param>
/// <param name="time">The clock.</param>
internal sealed class Claim(NpgsqlConnection connection, Delivery? delivery, TimeProvider time) : IAsyncDisposable
{
    /// <summary>The delivery; null: it is done with.</summary>
    public Delivery? Delivery => delivery;

    /// <summary>It arrived.</summary>
    /// <param name="remark">What is worth knowing, or "".</param>
    public Task SentAsync(string remark) => EndAsync("sent", remark, time.GetUtcNow().UtcDateTime);

    /// <summary>It will not arrive.</summary>
    public Task FailedAsync(string reason) => EndAsync("failed", reason, sentAt: null);

    /// <summary>It is tried again.</summary>
    public Task WaitingAsync(string reason) => EndAsync("waiting", reason, sentAt: null);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() =>
        // On its way back to the pool a connection loses its locks (DISCARD ALL).
        connection.DisposeAsync();

    // Not cancelled when the process is to end: it tells of what has happened.
    private async Task EndAsync(string state, string reason, DateTime? sentAt)
    {
        await using var command = new NpgsqlCommand("update notifications.deliveries set state = $2, reason = $3, sent_at = $4 where id = $1", connection)
        {
            Parameters =
            {
                new() { Value = delivery!.Id },
                new() { Value = state },
                new() { Value = reason },
                new() { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz, Value = sentAt is null ? DBNull.Value : sentAt },
            },
        };
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }
}
