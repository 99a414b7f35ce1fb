using Npgsql;
using Telemetry.Aggregation.Intake;
using Telemetry.Aggregation.Settings;

namespace Telemetry.Aggregation.Upkeep;

/// <summary>Raw reports live in one partition per day: made ahead, dropped whole when too old.</summary>
public sealed class Partitions(NpgsqlDataSource dataSource, AggregationSettings settings, TimeProvider time)
{
    // Snapshots may be 30 days old and some minutes early. A week ahead bridges a week in which nothing here runs.
    private const int DaysBack = 31;
    private const int DaysAhead = 7;

    // What an instance's next snapshot replaces is needed as long as snapshots may come: 30 days, and ten in the queue.
    private static readonly TimeSpan StatesKept = TimeSpan.FromDays(40);

    // A snapshot changes for how long the instance was there after the one before: those of the 30 days before the oldest that may come.
    private static readonly TimeSpan PresenceLasts = TimeSpan.FromDays(31);

    // No answer goes further back by hours.
    private static readonly TimeSpan HourQuantilesKept = TimeSpan.FromDays(8);

    // A redelivery comes when the connection to the broker is back. After that a repetition is still a duplicate, report by report.
    private static readonly TimeSpan BatchesKept = TimeSpan.FromDays(7);

    private static readonly TimeSpan QuarantineKept = TimeSpan.FromDays(7);

    // Alerts compare a day with the seven before it; a service that was away for a week finds what it needs.
    private static readonly TimeSpan AlertNumbersKept = TimeSpan.FromDays(15);

    // Incidents and what was told of them.
    private static readonly TimeSpan AlertHistoryKept = TimeSpan.FromDays(365);

    // Nobody waits for an answer. A day of imported history may be a million rows to move; the intake goes on trying meanwhile.
    private const int Seconds = 120;

    // Each with the column of its partitions.
    private static readonly (string Table, string Column)[] RawReports =
    [
        ("snapshots", "taken_at"), ("runs", "created_at"), ("starts", "started_at"),
    ];

    // They go with what they lead to. A post that comes even later begins a run anew.
    private static readonly (string Table, string Column)[] KeysOfRawReports =
    [
        ("run_keys", "created_at"), ("run_minutes", "minute"), ("run_seconds", "second"), ("start_keys", "started_at"), ("start_instances", "started_at"),
    ];

    /// <summary>Makes what is missing and removes what is too old.</summary>
    public async Task KeepAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var keptFrom = DateOnly.FromDateTime(now - settings.Retention);
        var versionsKeptFrom = DateOnly.FromDateTime(now - (settings.Retention > StatesKept ? settings.Retention : StatesKept) - PresenceLasts);
        var keptFromMidnight = keptFrom.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
        foreach (var (table, column) in RawReports)
        {
            await ExecuteAsync($"select analytics.drop_day_partitions('{table}', $1)", keptFrom, cancellationToken);
            await PruneAsync($"{table}_default", column, keptFromMidnight, cancellationToken);
            foreach (var day in await MissingAsync(table, column, DateOnly.FromDateTime(now), keptFrom, cancellationToken))
                await ExecuteAsync($"select analytics.add_day_partition('{table}', '{column}', $1)", day, cancellationToken);
        }

        foreach (var (table, column) in KeysOfRawReports)
            await PruneAsync(table, column, keptFromMidnight, cancellationToken);
        await PruneAsync("run_patterns", "day", keptFrom, cancellationToken);
        await PruneAsync("instance_versions", "day", versionsKeptFrom, cancellationToken);
        await PruneAsync("metric_hour_quantiles", "hour", now - HourQuantilesKept, cancellationToken);
        // Days before their hours: revive.sql tells by the day whether the hours are there.
        await PruneAsync("instance_days", "day", DateOnly.FromDateTime(now - StatesKept), cancellationToken);
        await PruneAsync("instance_hours", "hour", now - StatesKept, cancellationToken);
        await PruneAsync("batches", "committed_at", now - BatchesKept, cancellationToken);
        await PruneAsync("quarantine", "quarantined_at", now - QuarantineKept, cancellationToken);
        foreach (var table in (string[])["run_script_hours", "app_hours", "active_hours"])
            await PruneAsync(table, "hour", now - AlertNumbersKept, cancellationToken);
        await PruneAsync("incidents", "ended_at", now - AlertHistoryKept, cancellationToken);
        await PruneAsync("incident_steps", "at", now - AlertHistoryKept, cancellationToken);
    }

    // Days of now, and those that imported history brought: it waits in the default partition.
    private async Task<IReadOnlyList<DateOnly>> MissingAsync(
        string table, string column, DateOnly today, DateOnly keptFrom, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
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
            """);
        foreach (var day in new[] { today.AddDays(-DaysBack), today.AddDays(DaysAhead), keptFrom })
            command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = day });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var days = new List<DateOnly>();
        while (await reader.ReadAsync(cancellationToken))
            days.Add(reader.GetFieldValue<DateOnly>(0));
        return days;
    }

    // In pieces, since it keeps the intake waiting.
    private async Task PruneAsync<T>(string table, string column, T before, CancellationToken cancellationToken)
    {
        const int Piece = 5000;
        var sql = $"""
            delete from analytics.{table}
            where ctid = any (array(select ctid from analytics.{table} where {column} < $1 limit {Piece}))
            """;
        while (await ExecuteAsync(sql, before, cancellationToken) == Piece)
        {
            // The next piece.
        }
    }

    private async Task<int> ExecuteAsync<T>(string sql, T parameter, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await Writer.BeginAsync(connection, cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection)
        {
            CommandTimeout = Seconds,
            Parameters = { new NpgsqlParameter<T> { TypedValue = parameter } },
        };
        var affected = await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return affected;
    }
}
