using Telemetry.Contracts;
using Telemetry.Ingestion.Json;
using Telemetry.Ingestion.Runs;
using Telemetry.Ingestion.Starts;

namespace Telemetry.Ingestion.Import;

/// <summary>A start as mattermost-telemetry keeps it.</summary>
public static class ImportedStart
{
    /// <summary>Reads the fields of a start and <c>created_at</c>.</summary>
    /// <returns>The first fault, or null.</returns>
    public static string? Read(ReadOnlySpan<byte> line, ImportHistory history, DateTimeOffset now, out StartReported start)
    {
        start = null!;
        if (!StrictJson.TryParse(line, out var record, out var notJson))
            return notJson;

        var fields = new BodyFields(record);
        var created = fields.Time("created_at");
        return fields.Fault
            ?? history.Fault("created_at", created)
            ?? StartFields.Read(record, new Reception(RecordDigest.Of(record), now, created), out start);
    }
}
