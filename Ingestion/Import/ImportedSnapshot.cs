using Telemetry.Ingestion.Instances;
using Telemetry.Ingestion.Snapshots;

namespace Telemetry.Ingestion.Import;

/// <summary>
/// A snapshot of another system with the application's version at that time ("" if unknown) and the digest of the record.
/// </summary>
internal sealed record ImportedSnapshot(SnapshotFields Fields, string Version, Guid Digest)
{
    /// <summary>Reads the fields of a snapshot and the optional <c>app_version</c>. Returns the first error, or null.</summary>
    public static string? Read(ReadOnlySpan<byte> line, ImportHistory history, out ImportedSnapshot snapshot)
    {
        snapshot = null!;
        if (!StrictJson.TryParse(line, out var record, out var jsonError))
            return jsonError;

        var fields = new StrictFields(record, Registration.Limits);
        var error = SnapshotFields.Read(record, out var sent) ?? history.Check("timestamp", sent.Timestamp);
        snapshot = new(sent, fields.OptionalText("app_version"), RecordDigest.Of(record));
        return error ?? fields.Error;
    }

    public SnapshotReceived ToReport(Instance instance, DateTimeOffset now) => new()
    {
        InstanceId = instance.Id,
        ReceivedAt = now,
        Digest = Digest,
        Timestamp = Fields.Timestamp,
        Application = instance.Application,
        Version = Version,
        Metrics = Fields.Metrics,
    };
}
