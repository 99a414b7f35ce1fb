using Npgsql;
using Telemetry.Aggregation.Cache;
using Telemetry.Aggregation.Intake;
using Telemetry.Aggregation.Intake.Kinds;
using Telemetry.Aggregation.Runs;
using Telemetry.Aggregation.Settings;

namespace Telemetry.Aggregation.Upkeep;

/// <summary>Runs that never told how they ended: after STUCK_AFTER_HOURS without a post they are unknown, by time-out.</summary>
public sealed class StuckRuns(NpgsqlDataSource dataSource, DataStamp stamp, AggregationSettings settings, TimeProvider time)
{
    // In pieces, since it keeps the intake waiting.
    private const int Piece = 500;

    private const string Stuck = "analytics.runs where outcome_at is null and updated_at < $1";

    /// <summary>Closes those there are.</summary>
    /// <returns>How many.</returns>
    public async Task<int> CloseAsync(CancellationToken cancellationToken)
    {
        var closed = 0;
        int some;
        do
        {
            some = await CloseSomeAsync(cancellationToken);
            closed += some;
            if (some > 0)
                await stamp.ChangeAsync();
        }
        while (some == Piece);

        return closed;
    }

    /// <summary>How many there are.</summary>
    public async Task<long> CountAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var command = On(connection, $"select count(*) from {Stuck}");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    // A post that arrives meanwhile waits for the writer's lock and finds the run closed.
    private async Task<int> CloseSomeAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await Writer.BeginAsync(connection, cancellationToken);
        await using var command = On(connection, $"select {RunRows.Columns} from {Stuck} order by updated_at limit {Piece}");
        var stuck = await RunRows.ReadAsync(command, cancellationToken);
        if (stuck.Count == 0)
            return 0;

        var now = time.GetUtcNow();
        await RunRows.StageAsync(connection, [.. stuck.Select(run => new RunChange(run, RunMerge.TimedOut(run, now)))], cancellationToken);
        await Steps.RunAsync(connection, new Content(now) { [RunKind.Changed] = stuck.Count }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return stuck.Count;
    }

    private NpgsqlCommand On(NpgsqlConnection connection, string sql) => new(sql, connection)
    {
        Parameters = { new NpgsqlParameter<DateTime> { TypedValue = (time.GetUtcNow() - settings.StuckAfter).UtcDateTime } },
    };
}
