using Npgsql;

namespace Telemetry.Aggregation.Intake;

/// <summary>
/// Writers of reports and rollups go one by one, over all processes, by an advisory lock that ends with the transaction. An application's
/// current sums would make them wait for each other anyway; this way nothing can deadlock, and no statement needs to think of another
/// writer: each sees all that was committed before.
/// </summary>
internal static class Writer
{
    private const string Lock = "select pg_advisory_xact_lock(hashtext('analytics.writer'))";

    private static readonly string Scratch = EmbeddedSql.Read("staging");

    /// <summary>Waits for the writer before this one, within an open transaction; the scratch tables are there then, and empty.</summary>
    public static async Task BeginAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var batch = connection.CreateBatch();
        // The lock first: to make scratch tables like others is to lock those, and who adds a partition to one of them would wait for that
        // while this waits for them.
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Lock));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Scratch));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
