using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using NpgsqlTypes;
using Telemetry.Aggregation.Rollups;

namespace Telemetry.Aggregation.Intake.Handlers;

/// <summary>Snapshots of a deleted instance go to quarantine.</summary>
internal sealed class SnapshotHandler : ReportHandler<SnapshotReceived>
{
    // One day less than Partitions keeps hours and days of instances: a day may be pruned up to its last hour.
    private static readonly TimeSpan OldAge = TimeSpan.FromDays(39);

    // A longer key does not fit into an index.
    private const int MaxKeyBytes = 500;

    // PostgreSQL stores numbers exactly: 1e-16000 takes 6 bytes in a report and 8,000 in a row. Doubles end at 1e-324 and 1e308.
    private const int MaxDigits = 400;

    public override string Kind => ReportKind.Snapshot;

    public override string? Validate(SnapshotReceived report)
    {
        if (report.Metrics.ValueKind != JsonValueKind.Object)
            return "metrics: not an object";
        return HasUnusableNumber(report.Metrics) ? "metrics: a number is out of range" : null;
    }

    public override object GetIdentity(SnapshotReceived report) =>
        (report.InstanceId, report.Timestamp.UtcTicks / TimeSpan.TicksPerMicrosecond, report.Digest);

    public override async Task<StagedReports> StageAsync(
        NpgsqlConnection connection, IReadOnlyList<SnapshotReceived> reports, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            """
            copy staged_snapshots (instance_id, taken_at, digest, received_at, app, app_name, version, metrics, numbers)
            from stdin (format binary)
            """,
            cancellationToken);
        copy.Timeout = Database.Deadline;
        foreach (var snapshot in reports)
        {
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(snapshot.InstanceId, NpgsqlDbType.Uuid, cancellationToken);
            await copy.WriteAsync(snapshot.Timestamp.UtcDateTime, NpgsqlDbType.TimestampTz, cancellationToken);
            await copy.WriteAsync(snapshot.Digest, NpgsqlDbType.Uuid, cancellationToken);
            await copy.WriteAsync(snapshot.ReceivedAt.UtcDateTime, NpgsqlDbType.TimestampTz, cancellationToken);
            await copy.WriteAsync(snapshot.Application.Slug, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(snapshot.Application.Name, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(snapshot.Version, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(JsonMarshal.GetRawUtf8Value(snapshot.Metrics).ToArray(), NpgsqlDbType.Jsonb, cancellationToken);
            await copy.WriteAsync(NumbersOf(snapshot.Metrics), NpgsqlDbType.Jsonb, cancellationToken);
        }

        await copy.CompleteAsync(cancellationToken);

        var hasOld = reports.Any(snapshot => now - snapshot.Timestamp > OldAge);
        return new(
            hasOld ? StagedRows.Snapshots | StagedRows.OldSnapshots : StagedRows.Snapshots,
            result => ReportCounts.Of(
                reports.Count, result[InstanceRollups.Snapshots], quarantined: result[InstanceRollups.SnapshotsOfDeleted]));
    }

    // The same as the database function analytics.numbers; computed here, where the text is already parsed.
    private static byte[] NumbersOf(JsonElement metrics)
    {
        using var bytes = new MemoryStream();
        foreach (var property in metrics.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.Number || Encoding.UTF8.GetByteCount(property.Name) > MaxKeyBytes)
                continue;

            bytes.Write(bytes.Length == 0 ? "{\""u8 : ",\""u8);
            bytes.Write(JsonMarshal.GetRawUtf8PropertyName(property));
            bytes.Write("\":"u8);
            bytes.Write(JsonMarshal.GetRawUtf8Value(property.Value));
        }

        bytes.Write(bytes.Length == 0 ? "{}"u8 : "}"u8);
        return bytes.ToArray();
    }

    private static bool HasUnusableNumber(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().Any(property => HasUnusableNumber(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().Any(HasUnusableNumber),
        JsonValueKind.Number => IsUnusable(element),
        _ => false,
    };

    private static bool IsUnusable(JsonElement number)
    {
        var text = JsonMarshal.GetRawUtf8Value(number);
        if (text.Length > MaxDigits || !number.TryGetDouble(out var value) || !double.IsFinite(value))
            return true;

        var exponent = text.IndexOfAny((byte)'e', (byte)'E');
        return exponent >= 0 && (!int.TryParse(text[(exponent + 1)..], out var power) || Math.Abs((long)power) > MaxDigits);
    }
}
