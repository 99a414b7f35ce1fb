using NpgsqlTypes;
using Telemetry.Aggregation.Rollups;

namespace Telemetry.Aggregation.Intake.Handlers;

/// <summary>Posts that Ingestion could not read. They go to quarantine; the same bytes again are a duplicate.</summary>
internal sealed class RefusedPostHandler : ReportHandler<PostRefused>
{
    public override string Kind => ReportKind.Refused;

    public override object GetIdentity(PostRefused report) => report.Digest;

    public override async Task<StagedReports> StageAsync(
        NpgsqlConnection connection, IReadOnlyList<PostRefused> reports, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            "copy staged_refused_posts (digest, received_at, reason, meant_as, client, body) from stdin (format binary)",
            cancellationToken);
        copy.Timeout = Database.Deadline;
        foreach (var refused in reports)
        {
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(refused.Digest, NpgsqlDbType.Uuid, cancellationToken);
            await copy.WriteAsync(refused.ReceivedAt.UtcDateTime, NpgsqlDbType.TimestampTz, cancellationToken);
            await copy.WriteAsync(Storable(refused.Reason), NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(refused.MeantAs, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(Storable(refused.Client), NpgsqlDbType.Text, cancellationToken);
            if (refused.Body is null)
                await copy.WriteNullAsync(cancellationToken);
            else
                await copy.WriteAsync(Storable(refused.Body), NpgsqlDbType.Text, cancellationToken);
        }

        await copy.CompleteAsync(cancellationToken);
        return new(
            StagedRows.RefusedPosts, result => ReportCounts.Of(reports.Count, stored: 0, quarantined: result[RollupSteps.RefusedPosts]));
    }

    // A text in PostgreSQL cannot contain NUL, which may be the very reason of the refusal.
    private static string Storable(string text) => text.Replace('\0', '\uFFFD');
}
