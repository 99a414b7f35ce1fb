namespace Telemetry.Aggregation.Rollups;

/// <summary>
/// A transaction that writes reports or rollups. One runs at a time over all processes, by an advisory lock that ends with it: writers
/// would wait for each other at an application's current sums anyway. So none can deadlock, and each statement sees all earlier commits.
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

    public NpgsqlConnection Connection { get; }

    /// <summary>Waits for the writer before this one. The staging tables then exist and are empty.</summary>
    public static async Task<WriteTransaction> BeginAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        try
        {
            var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using var batch = connection.CreateBatch();
            // The lock comes first: creating a table like another one locks that one, and would deadlock with a writer that adds a
            // partition to it.
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

    public Task SaveAsync(string savepoint, CancellationToken cancellationToken) => _transaction.SaveAsync(savepoint, cancellationToken);

    public Task RollbackAsync(string savepoint, CancellationToken cancellationToken) =>
        _transaction.RollbackAsync(savepoint, cancellationToken);

    /// <summary>For further reports in the same transaction.</summary>
    public async Task ClearStagingAsync(CancellationToken cancellationToken)
    {
        await using var truncate = new NpgsqlCommand(TruncateStagingTables, Connection);
        await truncate.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Without a commit, disposal rolls back.</summary>
    public Task CommitAsync(CancellationToken cancellationToken) => _transaction.CommitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await Connection.DisposeAsync();
    }
}
