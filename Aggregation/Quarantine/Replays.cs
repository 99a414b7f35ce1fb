using System.Text.Json;
using Telemetry.Aggregation.Cache;
using Telemetry.Aggregation.Intake;

namespace Telemetry.Aggregation.Quarantine;

/// <summary>
/// Processes quarantined reports again, after an error was fixed. Refused posts go to Ingestion; unstorable reports are stored. Digests do
/// not change, so a report never counts twice.
/// </summary>
internal sealed class Replays(NpgsqlDataSource dataSource, ReportStore store, IngestionReplay ingestion, DataStamp stamp)
{
    /// <summary>
    /// Returns null if there is no such report. While the database or Ingestion is unavailable, the report stays in quarantine.
    /// </summary>
    public async Task<ReplayResult?> ReplayAsync(long id, CancellationToken cancellationToken)
    {
        var found = await dataSource.QueryAsync(
            "select kind, meant_as, received_at, digest, body from analytics.quarantine where id = $1",
            [Sql.Value(id)],
            row => new QuarantineRow(
                row.GetString(0),
                row.GetString(1),
                row.GetDateTime(2),
                row.IsDBNull(3) ? Guid.Empty : row.GetGuid(3),
                row.IsDBNull(4) ? null : row.GetString(4)),
            cancellationToken);
        return found switch
        {
            [] => null,
            [{ Body: null }] => new("Its body was not kept"),
            [{ Kind: ReportKind.Refused } post] => await PostAsync(id, post, cancellationToken),
            [var report] => await StoreAsync(id, report, cancellationToken),
            _ => throw new InvalidOperationException("An id is unique"),
        };
    }

    private async Task<ReplayResult> PostAsync(long id, QuarantineRow post, CancellationToken cancellationToken)
    {
        var error = await ingestion.PostAsync(post.MeantAs, post.Digest, post.ReceivedAt, post.Body!, cancellationToken);
        await using var command = dataSource.CreateCommand(
            error is null ? "delete from analytics.quarantine where id = $1" : "update analytics.quarantine set reason = $2 where id = $1");
        command.Parameters.Add(Sql.Value(id));
        if (error is not null)
            command.Parameters.Add(Sql.Text(error));
        await command.ExecuteNonQueryAsync(cancellationToken);
        return new(error);
    }

    private async Task<ReplayResult?> StoreAsync(long id, QuarantineRow quarantined, CancellationToken cancellationToken)
    {
        Report report;
        try
        {
            report = Read(quarantined.Kind, quarantined.Body!);
        }
        catch (JsonException)
        {
            return new("It was kept by a version that wrote reports in another way");
        }

        var replay = await store.ReplayAsync(id, report, cancellationToken);
        await stamp.InvalidateAsync();
        return replay;
    }

    // The inverse of ReportStore's writing.
    private static Report Read(string kind, string body) => kind switch
    {
        ReportKind.Instance => Read<InstanceChanged>(body),
        ReportKind.Snapshot => Read<SnapshotReceived>(body),
        ReportKind.Run => Read<RunReported>(body),
        ReportKind.Start => Read<StartReported>(body),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, message: null),
    };

    private static Report Read<TReport>(string body)
        where TReport : Report => JsonSerializer.Deserialize<TReport>(body) ?? throw new JsonException();

    private sealed record QuarantineRow(string Kind, string MeantAs, DateTime ReceivedAt, Guid Digest, string? Body);
}
