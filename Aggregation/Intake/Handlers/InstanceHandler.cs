using NpgsqlTypes;
using Telemetry.Aggregation.Rollups;

namespace Telemetry.Aggregation.Intake.Handlers;

/// <summary>Changes of instances. A revision that is not newer than the stored one is a duplicate.</summary>
internal sealed class InstanceHandler : ReportHandler<InstanceChanged>
{
    public override string Kind => ReportKind.Instance;

    public override object GetIdentity(InstanceChanged report) => (report.InstanceId, report.Revision);

    public override async Task<StagedReports> StageAsync(
        NpgsqlConnection connection, IReadOnlyList<InstanceChanged> reports, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            """
            copy staged_instances (
              instance_id, revision, status, app, app_name, version, deployment_mode, environment, os_arch, registered_at, changed_at)
            from stdin (format binary)
            """,
            cancellationToken);
        copy.Timeout = Database.Deadline;
        foreach (var change in reports)
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
            await copy.WriteAsync(change.ReceivedAt.UtcDateTime, NpgsqlDbType.TimestampTz, cancellationToken);
        }

        await copy.CompleteAsync(cancellationToken);

        var hasDeletions = reports.Any(change => change.Status == InstanceStatus.Deleted);
        return new(
            hasDeletions ? StagedRows.Instances | StagedRows.Deletions : StagedRows.Instances,
            result => ReportCounts.Of(reports.Count, stored: result[InstanceRollups.Changes]));
    }

    // The text that is stored and shown.
    private static string NameOf(InstanceStatus status) => status switch
    {
        InstanceStatus.Pending => "pending",
        InstanceStatus.Active => "active",
        InstanceStatus.Revoked => "revoked",
        InstanceStatus.Deleted => "deleted",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "unknown status"),
    };
}
