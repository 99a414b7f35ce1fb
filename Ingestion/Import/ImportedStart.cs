using Telemetry.Ingestion.Queue;
using Telemetry.Ingestion.Starts;

namespace Telemetry.Ingestion.Import;

internal static class ImportedStart
{
    /// <summary>Reads the fields of a start and <c>created_at</c>. Returns the first error, or null.</summary>
    public static string? Read(ReadOnlySpan<byte> line, ImportHistory history, DateTimeOffset now, out StartReported start)
    {
        start = null!;
        if (!StrictJson.TryParse(line, out var record, out var jsonError))
            return jsonError;

        var fields = new StrictFields(record);
        var created = fields.Time("created_at");
        return fields.Error
            ?? history.Check("created_at", created)
            ?? StartParser.Read(record, new ReportMetadata(RecordDigest.Of(record), now, created), out start);
    }
}
