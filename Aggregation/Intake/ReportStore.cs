using System.Text.Json;
using Telemetry.Aggregation.Intake.Handlers;
using Telemetry.Aggregation.Observability;
using Telemetry.Aggregation.Rollups;

namespace Telemetry.Aggregation.Intake;

/// <summary>The outcome of a replay. With an error the report stays in quarantine.</summary>
internal sealed record ReplayResult(string? Error);

/// <summary>Stores messages and rolls them up in one transaction: all of it counts exactly once, or none of it.</summary>
internal sealed partial class ReportStore(
    NpgsqlDataSource dataSource, AggregationMetrics metrics, TimeProvider time, ILogger<ReportStore> logger)
{
    private const string Savepoint = "reports";

    /// <summary>Stores messages. One that was committed before changes nothing.</summary>
    /// <exception cref="NpgsqlException">The database is unavailable or overloaded; nothing is stored.</exception>
    public async Task StoreAsync(IReadOnlyList<ReportsAccepted> messages, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        await using var transaction = await WriteTransaction.BeginAsync(dataSource, cancellationToken);
        var connection = transaction.Connection;
        var added = await AddBatchesAsync(connection, messages, cancellationToken);
        if (added.Count < messages.Count)
        {
            metrics.CountRedelivered(messages.Count - added.Count);
            Log.Skipped(logger, messages.Count - added.Count);
        }

        if (added.Count == 0)
            return;

        var batch = new ReportBatch(added);
        var counts = new BatchCounts();
        counts.Add(batch.Repeated);
        foreach (var (report, error) in batch.Invalid)
            counts.Add(await QuarantineAsync(connection, report, error, detail: "", cancellationToken));
        if (batch.Valid.Count > 0)
            counts.Add(await ApplyAsync(transaction, batch.Valid, cancellationToken));

        await AccountTable.AddAsync(connection, added, counts, cancellationToken);
        await transaction.CommitAsync(cancellationToken);

        foreach (var (kind, outcomes) in counts.ByKind)
            metrics.CountReports(kind, outcomes.Stored, outcomes.Duplicates, outcomes.Quarantined);
        metrics.RecordTransaction(
            counts.ByKind.Values.Sum(outcomes => outcomes.Sum),
            counts.Rows,
            time.GetElapsedTime(started),
            batch.OldestAt is { } oldest ? time.GetUtcNow() - oldest : TimeSpan.Zero);
    }

    /// <summary>
    /// Stores a quarantined report. If that fails again, it stays as a new row with the present reason. Returns null if it is no longer in
    /// quarantine.
    /// </summary>
    public async Task<ReplayResult?> ReplayAsync(long id, Report report, CancellationToken cancellationToken)
    {
        await using var transaction = await WriteTransaction.BeginAsync(dataSource, cancellationToken);
        var connection = transaction.Connection;
        await using var delete = new NpgsqlCommand("delete from analytics.quarantine where id = $1", connection)
        {
            Parameters = { Sql.Value(id) },
        };
        if (await delete.ExecuteNonQueryAsync(cancellationToken) == 0)
            return null;

        var kind = ReportKind.Of(report);
        var batch = new ReportBatch([ReportsAccepted.Of(Guid.Empty, [report])]);
        var counts = batch.Invalid is [(_, var error)]
            ? await QuarantineAsync(connection, report, error, detail: "", cancellationToken)
            : await ApplyAsync(transaction, batch.Valid, cancellationToken);
        // The report was accepted and quarantined before, and must be counted once.
        counts.Add(kind, new(Stored: 0, Duplicates: 0, Quarantined: -1));
        await AccountTable.AddAsync(connection, messages: [], counts, cancellationToken);

        var isQuarantinedAgain = counts.ByKind[kind].Quarantined == 0;
        var result = new ReplayResult(isQuarantinedAgain ? await ReadReasonAfterAsync(connection, id, cancellationToken) : null);
        await transaction.CommitAsync(cancellationToken);
        return result;
    }

    // Returns the messages that are new to the database.
    private static async Task<IReadOnlyList<ReportsAccepted>> AddBatchesAsync(
        NpgsqlConnection connection, IReadOnlyList<ReportsAccepted> messages, CancellationToken cancellationToken)
    {
        var byId = messages.DistinctBy(message => message.BatchId).ToDictionary(message => message.BatchId);
        await using var insert = new NpgsqlCommand(
            "insert into analytics.batches (batch_id) select unnest($1) on conflict do nothing returning batch_id", connection)
        {
            Parameters = { Sql.Value(byId.Keys.ToArray()) },
        };

        await using var reader = await insert.ExecuteReaderAsync(cancellationToken);
        return await reader.RowsAsync(row => byId[row.GetGuid(0)], cancellationToken);
    }

    // Halves rejected reports until the bad one stands alone, so that the others are stored.
    private async Task<BatchCounts> ApplyAsync(
        WriteTransaction transaction, IReadOnlyList<IReportGroup> groups, CancellationToken cancellationToken)
    {
        await transaction.SaveAsync(Savepoint, cancellationToken);
        try
        {
            return await RollUpAsync(transaction.Connection, groups, cancellationToken);
        }
        catch (PostgresException e) when (IsDataError(e))
        {
            await transaction.RollbackAsync(Savepoint, cancellationToken);
            var reports = groups.Sum(group => group.Reports.Count);
            if (reports == 1)
                return await QuarantineAsync(
                    transaction.Connection, groups[0].Reports[0], $"SQLSTATE {e.SqlState}", e.MessageText, cancellationToken);

            var counts = await ApplyAsync(transaction, Slice(groups, 0, reports / 2), cancellationToken);
            await transaction.ClearStagingAsync(cancellationToken);
            counts.Add(await ApplyAsync(transaction, Slice(groups, reports / 2, reports), cancellationToken));
            return counts;
        }
    }

    private async Task<BatchCounts> RollUpAsync(
        NpgsqlConnection connection, IReadOnlyList<IReportGroup> groups, CancellationToken cancellationToken)
    {
        var staged = new List<(string Kind, StagedReports Reports)>(groups.Count);
        foreach (var group in groups)
            staged.Add((group.Kind, await group.StageAsync(connection, time.GetUtcNow(), cancellationToken)));

        var rows = staged.Aggregate(StagedRows.None, (rows, each) => rows | each.Reports.Rows);
        var result = await RollupSteps.RunAsync(connection, rows, cancellationToken);
        var counts = new BatchCounts { Rows = result.Rows };
        foreach (var (kind, reports) in staged)
            counts.Add(kind, reports.Count(result));
        return counts;
    }

    private static List<IReportGroup> Slice(IReadOnlyList<IReportGroup> groups, int from, int to)
    {
        var slices = new List<IReportGroup>(groups.Count);
        var start = 0;
        foreach (var group in groups)
        {
            var first = Math.Max(0, from - start);
            if (group.Slice(first, to - start - first) is { } slice)
                slices.Add(slice);
            start += group.Reports.Count;
        }

        return slices;
    }

    // 22: data exception, 23: integrity constraint, 54: row or index entry too large. A retry cannot help.
    private static bool IsDataError(PostgresException e) => e.SqlState[..2] is "22" or "23" or "54";

    // The detail may repeat content of the report, so it is not logged.
    private async Task<BatchCounts> QuarantineAsync(
        NpgsqlConnection connection, Report report, string reason, string detail, CancellationToken cancellationToken)
    {
        var kind = ReportKind.Of(report);
        await using var insert = new NpgsqlCommand(
            "insert into analytics.quarantine (received_at, kind, reason, body) values ($1, $2, $3, $4)", connection)
        {
            Parameters =
            {
                Sql.Value(report.ReceivedAt.UtcDateTime),
                Sql.Text(kind),
                Sql.Text(detail.Length > 0 ? $"{reason}: {detail}" : reason),
                Sql.Text(JsonSerializer.Serialize<object>(report)),
            },
        };
        await insert.ExecuteNonQueryAsync(cancellationToken);
        Log.Quarantined(logger, kind, reason);

        var counts = new BatchCounts { Rows = 1 };
        counts.Add(kind, new(Stored: 0, Duplicates: 0, Quarantined: 1));
        return counts;
    }

    private static async Task<string?> ReadReasonAfterAsync(NpgsqlConnection connection, long id, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "select reason from analytics.quarantine where id > $1 order by id desc limit 1", connection)
        {
            Parameters = { Sql.Value(id) },
        };
        return (string?)await command.ExecuteScalarAsync(cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "{Count} batches came again after their commit; nothing to do")]
        public static partial void Skipped(ILogger logger, int count);

        [LoggerMessage(LogLevel.Warning, "A report of kind {Kind} is in quarantine: {Reason}")]
        public static partial void Quarantined(ILogger logger, string kind, string reason);
    }
}
