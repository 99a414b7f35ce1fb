using Npgsql;

namespace Telemetry.Aggregation.Rollups;

/// <summary>
/// A transaction that writes reports or rollups. They run one at a time over all processes, by an advisory lock that ends with the
/// transaction: writers would wait for each other at an application's current sums anyway. So nothing can deadlock, and each statement sees
/// everything that was committed before.
/// </summary>
internal sealed class WriteTransaction : IAsyncDisposable
{
    private const string Lock = "select pg_advisory_xact_lock(hashtext('analytics.writer'))";

    private static readonly string CreateStagingTables = EmbeddedSql.Read("rollups.staging.create");
    private static readonly string TruncateStagingTables = EmbeddedSql.Read("rollups.staging.truncate");

    private readonly NpgsqlTransaction _transaction;

    private WriteTransaction(NpgsqlConnection connection, NpgsqlTransaction transaction)
    {
        Connection = connection;
        _transaction = transaction;
    }

    /// <summary>The connection of the transaction.</summary>
    public NpgsqlConnection Connection { get; }

    /// <summary>Waits for the writer before this one; the staging tables exist then, and are empty.</summary>
    /// <exception cref="NpgsqlException">The database is unavailable or overloaded.</exception>
    public static async Task<WriteTransaction> BeginAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        try
        {
            var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using var batch = connection.CreateBatch();
            // The lock first: a table made like another one locks that one, and a writer that adds a partition to it would deadlock with
            // this.
            batch.BatchCommands.Add(new NpgsqlBatchCommand(Lock));
            batch.BatchCommands.Add(new NpgsqlBatchCommand(CreateStagingTables));
            await batch.ExecuteNonQueryAsync(cancellationToken);
            return new(connection, transaction);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sets a savepoint.</summary>
    public Task SaveAsync(string savepoint, CancellationToken cancellationToken) => _transaction.SaveAsync(savepoint, cancellationToken);

    /// <summary>Undoes everything since a savepoint.</summary>
    public Task RollbackAsync(string savepoint, CancellationToken cancellationToken) =>
        _transaction.RollbackAsync(savepoint, cancellationToken);

    /// <summary>Empties the staging tables, for further reports in the same transaction.</summary>
    public async Task ClearStagingAsync(CancellationToken cancellationToken)
    {
        await using var truncate = new NpgsqlCommand(TruncateStagingTables, Connection);
        await truncate.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Commits; without it, disposal rolls back.</summary>
    public Task CommitAsync(CancellationToken cancellationToken) => _transaction.CommitAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await Connection.DisposeAsync();
    }
}
