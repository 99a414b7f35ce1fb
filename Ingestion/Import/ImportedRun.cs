using System.Text.Json;
using Telemetry.Contracts;
using Telemetry.Ingestion.Json;
using Telemetry.Ingestion.Runs;

namespace Telemetry.Ingestion.Import;

/// <summary>
/// A run as telemetry-service keeps it, one record: the posts that it came by, as far as the record knows them. Each step of its
/// <c>pipeline</c> is one, and the record itself the last.
/// </summary>
public static class ImportedRun
{
    /// <summary>Reads the fields of a post, <c>created</c> and, where they are there, <c>updated</c> and <c>pipeline</c>.</summary>
    /// <returns>The first fault, or null.</returns>
    public static string? Read(ReadOnlySpan<byte> line, ImportHistory history, DateTimeOffset now, out IReadOnlyList<RunReported> posts)
    {
        posts = [];
        if (!ScriptJson.TryParse(line, out var record, out var notJson))
            return $"body: {notJson}";

        var fields = new BodyFields(record);
        var created = fields.Time("created");
        var updated = IsTold(record, "updated") ? fields.Time("updated") : created;
        IReadOnlyList<RunStep> steps = [];
        var fault = fields.Fault ?? history.Fault("created", created) ?? history.Fault("updated", updated)
            ?? RunSteps.Read(record, created, out steps);
        if (fault is not null)
            return fault;

        var end = steps.Count > 0 && steps[^1].At > updated ? steps[^1].At : updated;
        var digest = Reception.DigestOf(line);
        if (RunFields.Read(record, new Reception(digest, now, end), out var last) is { } wrongField)
            return wrongField;

        // Without steps the record says when it began, and not by which status.
        posts = steps.Count == 0 && created < end
            ? [last with { Digest = RecordDigest.OfPart(digest, 0), At = created }, last]
            : [.. steps.Select((step, number) => Step(last, step, RecordDigest.OfPart(digest, number))), last];
        return null;
    }

    private static bool IsTold(JsonElement record, string name) => record.ValueKind == JsonValueKind.Object
        && record.TryGetProperty(name, out var value)
        && value.ValueKind != JsonValueKind.Null
        && !(value.ValueKind == JsonValueKind.String && value.GetString()!.Length == 0);

    // What a tiny post of progress tells.
    private static RunReported Step(RunReported last, RunStep step, Guid digest) => new()
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
