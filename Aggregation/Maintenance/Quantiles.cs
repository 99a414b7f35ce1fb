using System.Diagnostics;
using Telemetry.ServiceDefaults.Jobs;

namespace Telemetry.Aggregation.Maintenance;

/// <summary>
/// Computes medians and 95th percentiles of changed hours and days from the values of each instance. The intake only marks the changes.
/// </summary>
internal sealed class Quantiles(NpgsqlDataSource dataSource, TimeProvider time) : IPeriodicJob
{
    // Hours or days in one statement.
    private const int BatchSize = 12;

    // After a sweep the job pauses three times as long as it took, so that it takes at most a quarter of a core.
    private const int PausesPerSweep = 3;

    // The days of an import may have many instances, and no request waits for them.
    private const int TimeoutSeconds = 120;

    // One day less than Partitions keeps days of instances. Older days are computed from the snapshots.
    private static readonly TimeSpan StateAge = TimeSpan.FromDays(39);

    private const string MedianAndP95 =
        """
        trim_scale((
          percentile_disc(0.5) within group (order by m.value::numeric)
          + percentile_disc(0.5) within group (order by m.value::numeric desc)) / 2),
        percentile_disc(0.95) within group (order by m.value::numeric)
        """;

    // A query of one day reads one partition.
    private const string OldDaySql =
        $"""
        with days as (
          select instance_id, analytics.overlay(analytics.numbers(metrics) order by taken_at, digest) as metrics
          from analytics.snapshots
          where app = $1 and taken_at >= $2 and taken_at < $3
          group by instance_id
        )
        insert into analytics.metric_day_quantiles (app, day, metric, median, p95)
        select $1, ($2 at time zone 'UTC')::date, m.key, {MedianAndP95}
        from days
        cross join lateral jsonb_each(days.metrics) m
        group by m.key
        on conflict (app, day, metric) do update set median = excluded.median, p95 = excluded.p95
        """;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        await SweepAsync(cancellationToken);
        await Task.Delay(Stopwatch.GetElapsedTime(started) * PausesPerSweep, cancellationToken);
    }

    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        var oldest = DateOnly.FromDateTime((time.GetUtcNow() - StateAge).UtcDateTime);
        var hours = await ReadStaleAsync<DateTime>("hour", cancellationToken);
        var days = await ReadStaleAsync<DateOnly>("day", cancellationToken);

        foreach (var batch in hours.Chunk(BatchSize))
            await ComputeAsync("hour", batch, BucketsSql("hour"), Parameters(batch), cancellationToken);
        foreach (var batch in days.Where(day => day.Start >= oldest).Chunk(BatchSize))
            await ComputeAsync("day", batch, BucketsSql("day"), Parameters(batch), cancellationToken);
        foreach (var day in days.Where(day => day.Start < oldest))
        {
            NpgsqlParameter[] parameters = [Sql.Text(day.App), Sql.Value(Midnight(day.Start)), Sql.Value(Midnight(day.Start.AddDays(1)))];
            await ComputeAsync("day", [day], OldDaySql, parameters, cancellationToken);
        }
    }

    private static string BucketsSql(string unit) =>
        $"""
        insert into analytics.metric_{unit}_quantiles (app, {unit}, metric, median, p95)
        select i.app, i.{unit}, m.key, {MedianAndP95}
        from unnest($1, $2) as due (app, {unit})
        join analytics.instance_{unit}s i on i.app = due.app and i.{unit} = due.{unit}
        cross join lateral jsonb_each(i.metrics) m
        group by i.app, i.{unit}, m.key
        on conflict (app, {unit}, metric) do update set median = excluded.median, p95 = excluded.p95
        """;

    // Newest first, as pages show them.
    private Task<List<Stale<T>>> ReadStaleAsync<T>(string unit, CancellationToken cancellationToken)
        where T : struct =>
        dataSource.QueryAsync(
            $"select app, {unit}, mark from analytics.stale_{unit}s order by {unit} desc, app",
            [],
            row => new Stale<T>(row.GetString(0), row.GetFieldValue<T>(1), row.GetGuid(2)),
            cancellationToken);

    // The marks were read before: a bucket that changes meanwhile gets another mark and stays. One process at a time writes quantiles.
    private async Task ComputeAsync<T>(
        string unit, IReadOnlyList<Stale<T>> due, string sql, NpgsqlParameter[] parameters, CancellationToken cancellationToken)
        where T : struct
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, "select pg_advisory_xact_lock(hashtext('analytics.quantiles'))", [], cancellationToken);
        // The parent is locked before any of its partitions, in the order of Partitions; otherwise the two could deadlock.
        await ExecuteAsync(connection, "lock table only analytics.snapshots in access share mode", [], cancellationToken);
        await ExecuteAsync(connection, sql, parameters, cancellationToken);
        await ExecuteAsync(
            connection,
            $"""
            delete from analytics.stale_{unit}s s
            using unnest($1, $2, $3) as due (app, {unit}, mark)
            where s.app = due.app and s.{unit} = due.{unit} and s.mark = due.mark
            """,
            [.. Parameters(due), Sql.Value(due.Select(stale => stale.Mark).ToArray())],
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task ExecuteAsync(
        NpgsqlConnection connection, string sql, NpgsqlParameter[] parameters, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = TimeoutSeconds };
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlParameter[] Parameters<T>(IReadOnlyList<Stale<T>> due)
        where T : struct => [Sql.Texts(due.Select(stale => stale.App)), Sql.Value(due.Select(stale => stale.Start).ToArray())];

    private static DateTime Midnight(DateOnly day) => day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);

    // A changed hour or day of an application.
    private sealed record Stale<T>(string App, T Start, Guid Mark)
        where T : struct;
}
