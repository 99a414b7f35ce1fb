using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Telemetry.Contracts;

namespace Telemetry.Aggregation.Intake;

/// <summary>Copies reports into a connection's scratch tables (staging.sql).</summary>
internal static class Staging
{
    // Bytes; a longer one would not fit into an index.
    private const int LongestKey = 500;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(Database.DeadlineSeconds);

    /// <summary>Stages reports; the scratch tables are empty before.</summary>
    /// <exception cref="PostgresException">Class 22: one of the reports cannot be stored.</exception>
    public static async Task<Steps.Content> StageAsync(
        NpgsqlConnection connection, IReadOnlyList<Report> reports, CancellationToken cancellationToken)
    {
        var changes = reports.OfType<InstanceChanged>().ToList();
        var snapshots = reports.OfType<SnapshotReceived>().ToList();
        if (changes.Count > 0)
            await CopyAsync(connection, changes, cancellationToken);
        if (snapshots.Count > 0)
            await CopyAsync(connection, snapshots, cancellationToken);

        return new(changes.Count, changes.Count(change => change.Status == InstanceStatus.Deleted), snapshots.Count);
    }

    private static async Task CopyAsync(NpgsqlConnection connection, List<InstanceChanged> changes, CancellationToken cancellationToken)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            """
            copy staged_instances (
              instance_id, revision, status, app, app_name, version, deployment_mode, environment, os_arch, registered_at)
            from stdin (format binary)
            """,
            cancellationToken);
        copy.Timeout = Deadline;
        foreach (var change in changes)
        {
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(change.InstanceId, NpgsqlDbType.Uuid, cancellationToken);
            await copy.WriteAsync(change.Revision, NpgsqlDbType.Bigint, cancellationToken);
            await copy.WriteAsync(NameOf(change.Status), NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(change.Application.Slug, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(change.Application.Name, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(change.Version, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(change.DeploymentMode, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(change.Environment, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(change.OsArch, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(change.RegisteredAt.UtcDateTime, NpgsqlDbType.TimestampTz, cancellationToken);
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private static async Task CopyAsync(NpgsqlConnection connection, List<SnapshotReceived> snapshots, CancellationToken cancellationToken)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            """
            copy staged_snapshots (instance_id, taken_at, digest, received_at, app, app_name, version, metrics, numbers)
            from stdin (format binary)
            """,
            cancellationToken);
        copy.Timeout = Deadline;
        foreach (var snapshot in snapshots)
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

    /// <summary>A status as it is stored and shown.</summary>
    public static string NameOf(InstanceStatus status) => status switch
    {
        InstanceStatus.Pending => "pending",
        InstanceStatus.Active => "active",
        InstanceStatus.Revoked => "revoked",
        InstanceStatus.Deleted => "deleted",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "unknown status"),
    };
}
