using NpgsqlTypes;
using Telemetry.Aggregation.Rollups;
using Telemetry.Aggregation.Runs;

namespace Telemetry.Aggregation.Intake.Handlers;

/// <summary>Starts of containers. The same bytes again are a duplicate.</summary>
internal sealed class StartHandler : ReportHandler<StartReported>
{
    public override string Kind => ReportKind.Start;

    public override object GetIdentity(StartReported report) => report.Digest;

    public override async Task<StagedReports> StageAsync(
        NpgsqlConnection connection, IReadOnlyList<StartReported> reports, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            """
            copy staged_starts (
              digest, started_at, day, instance_key, instance_id, image_version, architecture, os, container_runtime, startup_time_ms,
              db_type, telemetry_version, client_timestamp)
            from stdin (format binary)
            """,
            cancellationToken);
        copy.Timeout = Database.Deadline;
        foreach (var start in reports)
        {
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(start.Digest, NpgsqlDbType.Uuid, cancellationToken);
            await copy.WriteAsync(start.At.UtcDateTime, NpgsqlDbType.TimestampTz, cancellationToken);
            await copy.WriteAsync(DateOnly.FromDateTime(start.At.UtcDateTime), NpgsqlDbType.Date, cancellationToken);
            await copy.WriteAsync(RunKey.Of(start.InstanceId), NpgsqlDbType.Uuid, cancellationToken);
            await copy.WriteAsync(start.InstanceId, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(start.ImageVersion, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(start.Architecture, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(start.Os, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(start.ContainerRuntime, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync((decimal)start.StartupTimeMs, NpgsqlDbType.Numeric, cancellationToken);
            await copy.WriteAsync(start.DbType, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(start.TelemetryVersion, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(start.Timestamp, NpgsqlDbType.Text, cancellationToken);
        }

        await copy.CompleteAsync(cancellationToken);
        return new(StagedRows.Starts, result => ReportCounts.Of(reports.Count, stored: result[StartRollups.Starts]));
    }
}
