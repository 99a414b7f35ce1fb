using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Telemetry.Aggregation.Accounts;
using Telemetry.Aggregation.Intake.Kinds;
using Telemetry.Aggregation.Observability;
using Telemetry.Aggregation.Quarantine;
using Telemetry.Contracts;

namespace Telemetry.Aggregation.Intake;

/// <summary>
/// Stores batches and rolls them up, in one transaction: afterwards all of it counts, once, or none of it.
/// </summary>
public sealed partial class ReportStore(NpgsqlDataSource dataSource, AggregationMetrics metrics, TimeProvider time, ILogger<ReportStore> logger)
{
    private const string Savepoint = "reports";

    /// <summary>Stores batches. One that was committed before changes nothing.</summary>
    /// <exception cref="NpgsqlException">The database is away or overloaded; nothing is stored.</exception>
    public async Task StoreAsync(IReadOnlyList<ReportsAccepted> batches, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var begun = await BeginAsync(connection, batches, cancellationToken);
        if (begun.Count < batches.Count)
        {
            metrics.Skipped(batches.Count - begun.Count);
            Log.Skipped(logger, batches.Count - begun.Count);
        }

        if (begun.Count == 0)
            return;

        var reports = Reports.Of(begun);
        var tally = new Tally();
        tally.Add(reports.Repeated);
        foreach (var (report, reason) in reports.Unusable)
            tally.Add(await QuarantineAsync(connection, report, reason, detail: "", cancellationToken));
        if (reports.Usable.Count > 0)
            tally.Add(await ApplyAsync(transaction, reports.Usable, cancellationToken));

        await AccountAsync(connection, begun, tally, cancellationToken);
        await transaction.CommitAsync(cancellationToken);

        foreach (var (kind, counts) in tally.ByKind)
            metrics.Counted(kind, counts.Stored, counts.Duplicates, counts.Quarantined);
        metrics.Committed(
            tally.ByKind.Values.Sum(counts => counts.Sum),
            tally.Rows,
            time.GetElapsedTime(started),
            reports.Usable.Count == 0 ? TimeSpan.Zero : time.GetUtcNow() - reports.Oldest);
    }

    /// <summary>Stores a report that is in quarantine. If that fails again it stays there, anew, with the reason of today.</summary>
    /// <returns>What became of it; null if it is not in quarantine any more.</returns>
    /// <exception cref="NpgsqlException">The database is away or overloaded; nothing has changed.</exception>
    internal async Task<Replay?> ReplayAsync(long id, Report report, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await Writer.BeginAsync(connection, cancellationToken);
        await using (var take = new NpgsqlCommand("delete from analytics.quarantine where id = $1", connection) { Parameters = { new() { Value = id } } })
        {
            if (await take.ExecuteNonQueryAsync(cancellationToken) == 0)
                return null;
        }

        var kind = AllKinds.Of(report);
        var tally = kind.Fault(report) is { } reason
            ? await QuarantineAsync(connection, report, reason, detail: "", cancellationToken)
            : await ApplyAsync(transaction, [report], cancellationToken);
        // It was accepted once, and is accounted for once.
        tally.Add(kind.Name, new(Stored: 0, Duplicates: 0, Quarantined: -1));
        await AccountAsync(connection, batches: [], tally, cancellationToken);

        await using var last = new NpgsqlCommand("select reason from analytics.quarantine where id > $1 order by id desc limit 1", connection)
        {
            Parameters = { new() { Value = id } },
        };
        var isKept = tally.ByKind[kind.Name].Quarantined == 0;
        var replay = new Replay(isKept ? (string?)await last.ExecuteScalarAsync(cancellationToken) : null);
        await transaction.CommitAsync(cancellationToken);
        return replay;
    }

    // Those that are not in the database already.
    private static async Task<IReadOnlyList<ReportsAccepted>> BeginAsync(
        NpgsqlConnection connection, IReadOnlyList<ReportsAccepted> batches, CancellationToken cancellationToken)
    {
        await Writer.BeginAsync(connection, cancellationToken);
        var byId = batches.DistinctBy(batch => batch.BatchId).ToDictionary(batch => batch.BatchId);
        await using var insert = new NpgsqlCommand(
            "insert into analytics.batches (batch_id) select unnest($1) on conflict do nothing returning batch_id", connection)
        {
            Parameters = { new() { Value = byId.Keys.ToArray() } },
        };

        var begun = new List<ReportsAccepted>(byId.Count);
        await using var reader = await insert.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            begun.Add(byId[reader.GetGuid(0)]);
        return begun;
    }

    // Halves what the database refuses until the one bad report stands alone, so that it does not take the others with it.
    private async Task<Tally> ApplyAsync(NpgsqlTransaction transaction, IReadOnlyList<Report> reports, CancellationToken cancellationToken)
    {
        var connection = transaction.Connection!;
        await transaction.SaveAsync(Savepoint, cancellationToken);
        try
        {
            var content = await Staging.StageAsync(connection, reports, time.GetUtcNow(), cancellationToken);
            var rows = await Steps.RunAsync(connection, content, cancellationToken);
            return TallyOf(reports, content, rows);
        }
        catch (PostgresException e) when (IsFaultOfData(e))
        {
            await transaction.RollbackAsync(Savepoint, cancellationToken);
            if (reports.Count == 1)
                return await QuarantineAsync(connection, reports[0], $"SQLSTATE {e.SqlState}", e.MessageText, cancellationToken);

            var half = reports.Count / 2;
            var tally = await ApplyAsync(transaction, [.. reports.Take(half)], cancellationToken);
            await Staging.ClearAsync(connection, cancellationToken);
            tally.Add(await ApplyAsync(transaction, [.. reports.Skip(half)], cancellationToken));
            return tally;
        }
    }

    // 22: data exception, 23: integrity constraint, 54: larger than a row or an index entry can be. Repeating cannot help.
    private static bool IsFaultOfData(PostgresException e) => e.SqlState[..2] is "22" or "23" or "54";

    private static Tally TallyOf(IReadOnlyList<Report> reports, Content content, long rows)
    {
        var tally = new Tally { Rows = rows };
        foreach (var kind in reports.Select(AllKinds.Of).Distinct())
            tally.Add(kind.Name, kind.Counts(content));
        return tally;
    }

    // The detail may repeat something of the report, so it does not go to the log.
    private async Task<Tally> QuarantineAsync(
        NpgsqlConnection connection, Report report, string reason, string detail, CancellationToken cancellationToken)
    {
        var kind = ReportKind.Of(report);
        await using var insert = new NpgsqlCommand(
            "insert into analytics.quarantine (received_at, kind, reason, body) values ($1, $2, $3, $4)", connection)
        {
            Parameters =
            {
                new() { Value = report.ReceivedAt.UtcDateTime },
                new() { Value = kind },
                new() { Value = detail.Length > 0 ? $"{reason}: {detail}" : reason },
                new() { Value = JsonSerializer.Serialize<object>(report), NpgsqlDbType = NpgsqlDbType.Text },
            },
        };
        await insert.ExecuteNonQueryAsync(cancellationToken);
        Log.Quarantined(logger, kind, reason);

        var tally = new Tally { Rows = 1 };
        tally.Add(kind, new(Stored: 0, Duplicates: 0, Quarantined: 1));
        return tally;
    }

    // Both sides of it: what became of the reports, and what their publishers say that they accepted.
    private static async Task AccountAsync(
        NpgsqlConnection connection, IReadOnlyList<ReportsAccepted> batches, Tally tally, CancellationToken cancellationToken)
    {
        await using var batch = connection.CreateBatch();
        foreach (var command in PublisherRows.Keep(batches))
            batch.BatchCommands.Add(command);
        foreach (var (kind, counts) in tally.ByKind)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(
                """
                insert into analytics.account as a (kind, stored, duplicates, quarantined)
                values ($1, $2, $3, $4)
                on conflict (kind) do update set
                  stored = a.stored + excluded.stored,
                  duplicates = a.duplicates + excluded.duplicates,
                  quarantined = a.quarantined + excluded.quarantined
                """)
            {
                Parameters =
                {
                    new() { Value = kind },
                    new() { Value = counts.Stored },
                    new() { Value = counts.Duplicates },
                    new() { Value = counts.Quarantined },
                },
            });
        }

        if (batch.BatchCommands.Count > 0)
            await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "{Count} batches came again after their commit; nothing to do")]
        public static partial void Skipped(ILogger logger, int count);

        [LoggerMessage(LogLevel.Warning, "A report of kind {Kind} is in quarantine: {Reason}")]
        public static partial void Quarantined(ILogger logger, string kind, string reason);
    }
}
