using Telemetry.Ingestion.Queue;
using Telemetry.Ingestion.Runs;

namespace Telemetry.Ingestion.Import;

/// <summary>
/// Parses a run of telemetry-service, which is one record, into its posts: one for each step of its <c>pipeline</c>, and the record itself
/// as the last.
/// </summary>
internal static class ImportedRun
{
    /// <summary>
    /// Reads the fields of a post, <c>created</c>, and the optional <c>updated</c> and <c>pipeline</c>. Returns the first error, or null.
    /// </summary>
    public static string? Read(ReadOnlySpan<byte> line, ImportHistory history, DateTimeOffset now, out IReadOnlyList<RunReported> posts)
    {
        posts = [];
        if (!ScriptJson.TryParse(line, out var record, out var jsonError))
            return $"body: {jsonError}";

        var fields = new StrictFields(record);
        var created = fields.Time("created");
        var updated = fields.OptionalTime("updated", fallback: created);
        IReadOnlyList<PipelineStep> steps = [];
        var error = fields.Error ?? history.Check("created", created) ?? history.Check("updated", updated)
            ?? Pipeline.Read(record, created, out steps);
        if (error is not null)
            return error;

        var end = steps.Count > 0 && steps[^1].At > updated ? steps[^1].At : updated;
        var digest = ReportMetadata.DigestOf(line);
        if (RunParser.Read(record, new ReportMetadata(digest, now, end), out var last) is { } fieldError)
            return fieldError;

        // Without steps the record has the time of the run's begin, but not its status.
        posts = steps.Count == 0 && created < end
            ? [last with { Digest = RecordDigest.OfPart(digest, 0), At = created }, last]
            : [.. steps.Select((step, number) => ToPost(last, step, RecordDigest.OfPart(digest, number))), last];
        return null;
    }

    // The fields that a client sends with a post of progress.
    private static RunReported ToPost(RunReported last, PipelineStep step, Guid digest) => new()
    {
        Digest = digest,
        ReceivedAt = last.ReceivedAt,
        At = step.At,
        ExecutionId = last.ExecutionId,
        RandomId = last.RandomId,
        Type = last.Type,
        Script = last.Script,
        Status = step.Status,
        RepoSource = last.RepoSource,
        RepoSlug = last.RepoSlug,
        Platform = last.Platform,
    };
}
