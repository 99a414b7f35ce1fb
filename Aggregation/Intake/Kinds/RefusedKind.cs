using Npgsql;
using NpgsqlTypes;
using Telemetry.Contracts;

namespace Telemetry.Aggregation.Intake.Kinds;

/// <summary>Posts that Ingestion could not read. Quarantine is where they belong; the same bytes again are a duplicate.</summary>
internal sealed class RefusedKind : Kind<PostRefused>
{
    /// <inheritdoc/>
    public override string Name => ReportKind.Refused;

    /// <inheritdoc/>
    public override Tally.Counts Counts(Content content) =>
        new(Stored: 0, Duplicates: content[Name] - content["refused_posts"], Quarantined: content["refused_posts"]);

    /// <inheritdoc/>
    protected override object Identity(PostRefused report) => report.Digest;

    /// <inheritdoc/>
    protected override async Task StageAsync(
        NpgsqlConnection connection, IReadOnlyList<PostRefused> reports, Content content, CancellationToken cancellationToken)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            "copy staged_refused (digest, received_at, reason, meant_as, client, body) from stdin (format binary)", cancellationToken);
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
    }

    // A text of the database has any character but this one, and that may be what was wrong with the post.
    private static string Storable(string text) => text.Replace('\0', '\uFFFD');
}
