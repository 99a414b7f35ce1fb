using System.Text.Json;
using Npgsql;
using Telemetry.Aggregation.Cache;
using Telemetry.Aggregation.Intake;
using Telemetry.Contracts;

namespace Telemetry.Aggregation.Quarantine;

/// <summary>What became of a replay.</summary>
/// <param name="Fault">Why the report stays in quarantine; null: it has left it.</param>
internal sealed record Replay(string? Fault);

/// <summary>
/// Gives reports in quarantine another try, after what kept them out was mended. What could not be read goes through Ingestion's rules; what
/// was read already and could not be stored is stored. Digests stay as they were, so whatever comes twice counts once.
/// </summary>
internal sealed class Replays(NpgsqlDataSource dataSource, ReportStore store, IngestionReplay ingestion, DataStamp stamp)
{
    /// <summary>Replays one; null if there is no such report.</summary>
    /// <exception cref="NpgsqlException">The database is away; it stays in quarantine.</exception>
    /// <exception cref="HttpRequestException">Ingestion is away; it stays in quarantine.</exception>
    public async Task<Replay?> ReplayAsync(long id, CancellationToken cancellationToken)
    {
        var found = await dataSource.QueryAsync(
            "select kind, meant_as, received_at, digest, body from analytics.quarantine where id = $1",
            [Sql.Value(id)],
            row => new Quarantined(
                row.GetString(0), row.GetString(1), row.GetDateTime(2), row.IsDBNull(3) ? Guid.Empty : row.GetGuid(3), row.IsDBNull(4) ? null : row.GetString(4)),
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

    private async Task<Replay> PostAsync(long id, Quarantined post, CancellationToken cancellationToken)
    {
        var fault = await ingestion.PostAsync(post.MeantAs, post.Digest, post.ReceivedAt, post.Body!, cancellationToken);
        await using var command = dataSource.CreateCommand(
            fault is null ? "delete from analytics.quarantine where id = $1" : "update analytics.quarantine set reason = $2 where id = $1");
        command.Parameters.Add(Sql.Value(id));
        if (fault is not null)
            command.Parameters.Add(Sql.Text(fault));
        await command.ExecuteNonQueryAsync(cancellationToken);
        return new(fault);
    }

    private async Task<Replay?> StoreAsync(long id, Quarantined quarantined, CancellationToken cancellationToken)
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
        await stamp.ChangeAsync();
        return replay;
    }

    // As ReportStore wrote it.
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

    private sealed record Quarantined(string Kind, string MeantAs, DateTime ReceivedAt, Guid Digest, string? Body);
}
