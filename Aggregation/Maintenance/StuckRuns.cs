using Telemetry.Aggregation.Cache;
using Telemetry.Aggregation.Rollups;
using Telemetry.Aggregation.Runs;
using Telemetry.Aggregation.Settings;
using Telemetry.ServiceDefaults.Jobs;

namespace Telemetry.Aggregation.Maintenance;

/// <summary>Closes runs without a post for STUCK_AFTER_HOURS and without an outcome: they are unknown, by time-out.</summary>
internal sealed class StuckRuns(
    NpgsqlDataSource dataSource, DataStamp stamp, AggregationSettings settings, TimeProvider time) : IPeriodicJob
{
    // A transaction blocks the intake, so it closes no more.
    private const int BatchSize = 500;

    private const string Stuck = "analytics.runs where outcome_at is null and updated_at < $1";

    public Task RunAsync(CancellationToken cancellationToken) => CloseAsync(cancellationToken);

    /// <summary>Returns the number of closed runs.</summary>
    public async Task<int> CloseAsync(CancellationToken cancellationToken)
    {
        var closed = 0;
        int batch;
        do
        {
            batch = await CloseBatchAsync(cancellationToken);
            closed += batch;
            if (batch > 0)
                await stamp.InvalidateAsync();
        }
        while (batch == BatchSize);

        return closed;
    }

    public async Task<long> CountAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var command = CreateCommand(connection, $"select count(*) from {Stuck}");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    // A post that arrives meanwhile waits for the lock of this transaction and finds the run closed.
    private async Task<int> CloseBatchAsync(CancellationToken cancellationToken)
    {
        await using var transaction = await WriteTransaction.BeginAsync(dataSource, cancellationToken);
        await using var command = CreateCommand(
            transaction.Connection, $"select {RunTable.Columns} from {Stuck} order by updated_at limit {BatchSize}");
        var stuck = await RunTable.ReadAsync(command, cancellationToken);
        if (stuck.Count == 0)
            return 0;

        var now = time.GetUtcNow();
        await RunTable.StageAsync(
            transaction.Connection, [.. stuck.Select(run => new RunChange(run, RunMerge.TimeOut(run, now)))], cancellationToken);
        await RollupSteps.RunAsync(transaction.Connection, StagedRows.Runs, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return stuck.Count;
    }

    private NpgsqlCommand CreateCommand(NpgsqlConnection connection, string sql) => new(sql, connection)
    {
        Parameters = { Sql.Value((time.GetUtcNow() - settings.StuckAfter).UtcDateTime) },
    };
}
