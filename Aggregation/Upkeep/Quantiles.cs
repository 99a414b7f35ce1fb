using Npgsql;

namespace Telemetry.Aggregation.Upkeep;

/// <summary>
/// Medians and 95th percentiles of the hours and days that have changed, from what each instance has in them: beside the intake, which only
/// marks what has changed.
/// </summary>
public sealed class Quantiles(NpgsqlDataSource dataSource, TimeProvider time)
{
    // Buckets in one statement.
    private const int Piece = 12;

    // An import's days may hold many instances, and nobody waits for them.
    private const int Seconds = 120;

    // A day less than Partitions keeps what instances have in a day: it may go up to its last hour. What is older comes from the snapshots.
    private static readonly TimeSpan StatesKept = TimeSpan.FromDays(39);

    private const string Both =
        """
        trim_scale((percentile_disc(0.5) within group (order by m.value::numeric) + percentile_disc(0.5) within group (order by m.value::numeric desc)) / 2),
        percentile_disc(0.95) within group (order by m.value::numeric)
        """;

    private const string OfHours =
        $"""
        insert into analytics.metric_hour_quantiles (app, hour, metric, median, p95)
        select h.app, h.hour, m.key, {Both}
        from unnest($1, $2) as due (app, hour)
        join analytics.instance_hours h on h.app = due.app and h.hour = due.hour
        cross join lateral jsonb_each(h.metrics) m
        group by h.app, h.hour, m.key
        on conflict (app, hour, metric) do update set median = excluded.median, p95 = excluded.p95
        """;

    private const string OfDays =
        $"""
        insert into analytics.metric_day_quantiles (app, day, metric, median, p95)
        select d.app, d.day, m.key, {Both}
        from unnest($1, $2) as due (app, day)
        join analytics.instance_days d on d.app = due.app and d.day = due.day
        cross join lateral jsonb_each(d.metrics) m
        group by d.app, d.day, m.key
        on conflict (app, day, metric) do update set median = excluded.median, p95 = excluded.p95
        """;

    // Of one day, so that it looks at one partition.
    private const string OfOldDay =
        $"""
        with days as (
          select instance_id, analytics.overlay(analytics.numbers(metrics) order by taken_at, digest) as metrics
          from analytics.snapshots
          where app = $1 and taken_at >= $2 and taken_at < $3
          group by instance_id
        )
        insert into analytics.metric_day_quantiles (app, day, metric, median, p95)
        select $1, ($2 at time zone 'UTC')::date, m.key, {Both}
        from days
        cross join lateral jsonb_each(days.metrics) m
        group by m.key
        on conflict (app, day, metric) do update set median = excluded.median, p95 = excluded.p95
        """;

    /// <summary>Computes what is marked.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        var oldest = DateOnly.FromDateTime((time.GetUtcNow() - StatesKept).UtcDateTime);
        var hours = await StaleAsync<DateTime>("hour", cancellationToken);
        var days = await StaleAsync<DateOnly>("day", cancellationToken);

        foreach (var piece in hours.Chunk(Piece))
            await ComputeAsync("hour", piece, OfHours, Each, cancellationToken);
        foreach (var piece in days.Where(day => day.Start >= oldest).Chunk(Piece))
            await ComputeAsync("day", piece, OfDays, Each, cancellationToken);
        foreach (var day in days.Where(day => day.Start < oldest))
            await ComputeAsync("day", [day], OfOldDay, one => [Sql.Text(one[0].App), Sql.Value(Midnight(one[0].Start)), Sql.Value(Midnight(one[0].Start.AddDays(1)))], cancellationToken);
    }

    // Newest first: that is what somebody looks at.
    private async Task<List<Stale<T>>> StaleAsync<T>(string unit, CancellationToken cancellationToken)
        where T : struct
    {
        await using var command = dataSource.CreateCommand($"select app, {unit}, mark from analytics.stale_{unit}s order by {unit} desc, app");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var stale = new List<Stale<T>>();
        while (await reader.ReadAsync(cancellationToken))
            stale.Add(new(reader.GetString(0), reader.GetFieldValue<T>(1), reader.GetGuid(2)));
        return stale;
    }

    // The marks are those from before: what changes meanwhile has another one, and stays. Only this writes quantiles, in one process at a time.
    private async Task ComputeAsync<T>(
        string unit, IReadOnlyList<Stale<T>> due, string sql, Func<IReadOnlyList<Stale<T>>, NpgsqlParameter[]> parameters, CancellationToken cancellationToken)
        where T : struct
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, "select pg_advisory_xact_lock(hashtext('analytics.quantiles'))", [], cancellationToken);
        // Before any of its partitions, as those do who make and drop them: else two would wait for each other.
        await ExecuteAsync(connection, "lock table only analytics.snapshots in access share mode", [], cancellationToken);
        await ExecuteAsync(connection, sql, parameters(due), cancellationToken);
        await ExecuteAsync(
            connection,
            $"""
            delete from analytics.stale_{unit}s s
            using unnest($1, $2, $3) as due (app, {unit}, mark)
            where s.app = due.app and s.{unit} = due.{unit} and s.mark = due.mark
            """,
            [.. Each(due), Sql.Value(due.Select(stale => stale.Mark).ToArray())],
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, NpgsqlParameter[] parameters, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = Seconds };
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlParameter[] Each<T>(IReadOnlyList<Stale<T>> due)
        where T : struct => [Sql.Texts(due.Select(stale => stale.App)), Sql.Value(due.Select(stale => stale.Start).ToArray())];

    private static DateTime Midnight(DateOnly day) => day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);

    // A bucket of an application that has changed.
    private sealed record Stale<T>(string App, T Start, Guid Mark)
        where T : struct;
}
