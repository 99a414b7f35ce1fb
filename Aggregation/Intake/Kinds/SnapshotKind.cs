using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Telemetry.Contracts;

namespace Telemetry.Aggregation.Intake.Kinds;

/// <summary>Snapshots. Those of an instance that has been deleted meanwhile go to quarantine.</summary>
internal sealed class SnapshotKind : Kind<SnapshotReceived>
{
    /// <summary>In the content: snapshots so old that what their hours and days hold may have been pruned (Upkeep/Partitions.cs).</summary>
    public const string Old = "snapshot.old";

    // A day less than what is kept: a day may be pruned up to its last hour.
    private static readonly TimeSpan OldAge = TimeSpan.FromDays(39);

    // Bytes; a longer one would not fit into an index.
    private const int LongestKey = 500;

    // PostgreSQL keeps numbers exactly: 1e-16000 takes six bytes in a report and eight thousand in a row. Doubles end at 1e-324 and 1e308.
    private const int MostDigits = 400;

    /// <inheritdoc/>
    public override string Name => ReportKind.Snapshot;

    /// <inheritdoc/>
    public override Tally.Counts Counts(Content content) =>
        new(content["fresh"], Duplicates: content[Name] - content["fresh"] - content["late"], Quarantined: content["late"]);

    /// <inheritdoc/>
    protected override string? Fault(SnapshotReceived report)
    {
        if (report.Metrics.ValueKind != JsonValueKind.Object)
            return "metrics: not an object";
        return HasUnusableNumber(report.Metrics) ? "metrics: a number is out of range" : null;
    }

    /// <inheritdoc/>
    protected override object Identity(SnapshotReceived report) =>
        (report.InstanceId, report.Timestamp.UtcTicks / TimeSpan.TicksPerMicrosecond, report.Digest);

    /// <inheritdoc/>
    protected override async Task StageAsync(
        NpgsqlConnection connection, IReadOnlyList<SnapshotReceived> reports, Content content, CancellationToken cancellationToken)
    {
        content[Old] = reports.Count(snapshot => content.Now - snapshot.Timestamp > OldAge);
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
    }

    // What of a snapshot are metrics, as analytics.numbers says; done here, since the text is at hand.
    private static byte[] NumbersOf(JsonElement metrics)
    {
        using var bytes = new MemoryStream();
        foreach (var property in metrics.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.Number || Encoding.UTF8.GetByteCount(property.Name) > LongestKey)
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
        if (text.Length > MostDigits || !number.TryGetDouble(out var value) || !double.IsFinite(value))
            return true;

        var exponent = text.IndexOfAny((byte)'e', (byte)'E');
        return exponent >= 0 && (!int.TryParse(text[(exponent + 1)..], out var power) || Math.Abs((long)power) > MostDigits);
    }
}
