using Telemetry.Contracts;
using Telemetry.Ingestion.Endpoints;
using Telemetry.Ingestion.Identity;
using Telemetry.Ingestion.Json;

namespace Telemetry.Ingestion.Import;

/// <summary>A snapshot as another system has it.</summary>
/// <param name="Snapshot">As the instance sent it there.</param>
/// <param name="Version">The application's version then, or "" where that is not known.</param>
/// <param name="Digest">Of the record.</param>
public sealed record ImportedSnapshot(Snapshot Snapshot, string Version, Guid Digest)
{
    /// <summary>Reads the fields of a snapshot and <c>app_version</c>, which may be missing.</summary>
    /// <returns>The first fault, or null.</returns>
    public static string? Read(ReadOnlySpan<byte> line, ImportHistory history, out ImportedSnapshot snapshot)
    {
        snapshot = null!;
        if (!StrictJson.TryParse(line, out var record, out var notJson))
            return notJson;

        var fields = new BodyFields(record);
        var fault = Snapshot.Read(record, out var told) ?? history.Fault("timestamp", told.Timestamp);
        snapshot = new(told, fields.OptionalText("app_version", 50), RecordDigest.Of(record));
        return fault ?? fields.Fault;
    }

    /// <summary>The report of it.</summary>
    public SnapshotReceived Tell(Instance instance, DateTimeOffset now) => new()
    {
        InstanceId = instance.Id,
        ReceivedAt = now,
        Digest = Digest,
        Timestamp = Snapshot.Timestamp,
        Application = instance.Application,
        Version = Version,
        Metrics = Snapshot.Metrics,
    };
}
