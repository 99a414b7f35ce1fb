using Telemetry.Aggregation.Rollups;
using Telemetry.Aggregation.Settings;
using Telemetry.ServiceDefaults.Jobs;

namespace Telemetry.Aggregation.Maintenance;

/// <summary>
/// Raw reports are stored in one partition per day, which is created ahead and dropped after the retention; other old rows are deleted.
/// </summary>
internal sealed class Partitions(NpgsqlDataSource dataSource, AggregationSettings settings, TimeProvider time) : IPeriodicJob
{
    // Snapshots may be 30 days old and some minutes early. Partitions for a week ahead allow for a week without the service.
    private const int DaysBack = 31;
    private const int DaysAhead = 7;

    // An instance's values are replaced by those of later snapshots, which may be 30 days old and ten days in the queue.
    private static readonly TimeSpan StateRetention = TimeSpan.FromDays(40);

    // A snapshot changes the presence after the snapshot before it, which may be 30 days older.
    private static readonly TimeSpan PresenceRetention = TimeSpan.FromDays(31);

    // No response has older hours.
    private static readonly TimeSpan HourQuantileRetention = TimeSpan.FromDays(8);

    // Redeliveries follow the reconnect to the broker. After this time a repeated message is detected by its reports' digests.
    private static readonly TimeSpan BatchRetention = TimeSpan.FromDays(7);

    private static readonly TimeSpan QuarantineRetention = TimeSpan.FromDays(7);

    // Alerts compare a day with the seven before it; another week allows for an outage of the service.
    private static readonly TimeSpan AlertInputRetention = TimeSpan.FromDays(15);

    // Incidents and their steps.
    private static readonly TimeSpan AlertHistoryRetention = TimeSpan.FromDays(365);

    // A day of imported history may be a million rows to move. No request waits for it, and the intake retries meanwhile.
    private const int TimeoutSeconds = 120;

    // Tables with their partition columns.
    private static readonly (string Table, string Column)[] RawReports =
    [
        ("snapshots", "taken_at"), ("runs", "created_at"), ("starts", "started_at"),
    ];

    // Deleted with the rows they refer to. A later post creates a new run.
    private static readonly (string Table, string Column)[] KeysOfRawReports =
    [
        ("run_keys", "created_at"), ("run_minutes", "minute"), ("run_seconds", "second"), ("start_keys", "started_at"),
        ("start_instances", "started_at"),
    ];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var keptFrom = DateOnly.FromDateTime(now - settings.Retention);
        var versionsKeptFrom = DateOnly.FromDateTime(
            now - (settings.Retention > StateRetention ? settings.Retention : StateRetention) - PresenceRetention);
        var keptFromMidnight = keptFrom.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
        foreach (var (table, column) in RawReports)
        {
            await ExecuteAsync($"select analytics.drop_day_partitions('{table}', $1)", keptFrom, cancellationToken);
            await PruneAsync($"{table}_default", column, keptFromMidnight, cancellationToken);
            foreach (var day in await ReadMissingDaysAsync(table, column, DateOnly.FromDateTime(now), keptFrom, cancellationToken))
                await ExecuteAsync($"select analytics.add_day_partition('{table}', '{column}', $1)", day, cancellationToken);
        }

        foreach (var (table, column) in KeysOfRawReports)
            await PruneAsync(table, column, keptFromMidnight, cancellationToken);
        await PruneAsync("run_patterns", "day", keptFrom, cancellationToken);
        await PruneAsync("instance_versions", "day", versionsKeptFrom, cancellationToken);
        await PruneAsync("metric_hour_quantiles", "hour", now - HourQuantileRetention, cancellationToken);
        // Days before their hours: instance_days.restore.sql takes an existing day as proof of its hours.
        await PruneAsync("instance_days", "day", DateOnly.FromDateTime(now - StateRetention), cancellationToken);
        await PruneAsync("instance_hours", "hour", now - StateRetention, cancellationToken);
        await PruneAsync("batches", "committed_at", now - BatchRetention, cancellationToken);
        await PruneAsync("quarantine", "quarantined_at", now - QuarantineRetention, cancellationToken);
        foreach (var table in (string[])["run_script_hours", "app_hours", "active_hours"])
            await PruneAsync(table, "hour", now - AlertInputRetention, cancellationToken);
        await PruneAsync("incidents", "ended_at", now - AlertHistoryRetention, cancellationToken);
        await PruneAsync("incident_steps", "at", now - AlertHistoryRetention, cancellationToken);
    }

    // The days around today, and those of imported history, whose rows are in the default partition.
    private async Task<IReadOnlyList<DateOnly>> ReadMissingDaysAsync(
        string table, string column, DateOnly today, DateOnly keptFrom, CancellationToken cancellationToken)
    {
        return await dataSource.QueryAsync(
            $"""
            select day
            from (
              select generate_series($1::timestamp, $2, '1 day')::date as day
              union
              select ({column} at time zone 'UTC')::date from analytics.{table}_default
            ) days
            where day between $3 and $2
              and to_regclass('analytics.{table}_' || to_char(day, 'YYYYMMDD')) is null
            order by day
            """,
            [Sql.Value(today.AddDays(-DaysBack)), Sql.Value(today.AddDays(DaysAhead)), Sql.Value(keptFrom)],
            row => row.GetFieldValue<DateOnly>(0),
            cancellationToken);
    }

    // A transaction blocks the intake, so it deletes no more.
    private async Task PruneAsync<T>(string table, string column, T before, CancellationToken cancellationToken)
    {
        const int BatchSize = 5000;
        var sql = $"""
            delete from analytics.{table}
            where ctid = any (array(select ctid from analytics.{table} where {column} < $1 limit {BatchSize}))
            """;
        while (await ExecuteAsync(sql, before, cancellationToken) == BatchSize)
        {
            // Next batch.
        }
    }

    private async Task<int> ExecuteAsync<T>(string sql, T parameter, CancellationToken cancellationToken)
    {
        await using var transaction = await WriteTransaction.BeginAsync(dataSource, cancellationToken);
        await using var command = new NpgsqlCommand(sql, transaction.Connection)
        {
            CommandTimeout = TimeoutSeconds,
            Parameters = { Sql.Value(parameter) },
        };
        var affected = await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return affected;
    }
}
