using Npgsql;
using NpgsqlTypes;
using Telemetry.Contracts;

namespace Telemetry.Aggregation.Intake.Kinds;

/// <summary>Changes of instances. An older revision than the known one is a duplicate.</summary>
internal sealed class InstanceKind : Kind<InstanceChanged>
{
    /// <summary>In the content: changes that are deletions.</summary>
    public const string Deletions = "instance.deletions";

    /// <inheritdoc/>
    public override string Name => ReportKind.Instance;

    /// <inheritdoc/>
    public override Tally.Counts Counts(Content content) =>
        new(content["news"], Duplicates: content[Name] - content["news"], Quarantined: 0);

    /// <inheritdoc/>
    protected override object Identity(InstanceChanged report) => (report.InstanceId, report.Revision);

    /// <inheritdoc/>
    protected override async Task StageAsync(
        NpgsqlConnection connection, IReadOnlyList<InstanceChanged> reports, Content content, CancellationToken cancellationToken)
    {
        content[Deletions] = reports.Count(change => change.Status == InstanceStatus.Deleted);
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
