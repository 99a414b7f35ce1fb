using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using Telemetry.Ingestion.Queue;

namespace Telemetry.Ingestion.Import;

/// <summary>
/// The digest of a record's content, so that a second import is all duplicates. Spaces and the order of keys make no difference.
/// </summary>
internal static class RecordDigest
{
    /// <summary>The first 16 bytes of SHA-256 over the record with its keys in order.</summary>
    public static Guid Of(JsonElement record)
    {
        var canonical = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(canonical))
            Write(writer, record);
        return ReportMetadata.DigestOf(canonical.WrittenSpan);
    }

    public static Guid OfPart(Guid record, int part)
    {
        Span<byte> bytes = stackalloc byte[16 + sizeof(int)];
        record.TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(bytes[16..], part);
        return ReportMetadata.DigestOf(bytes);
    }

    private static void Write(Utf8JsonWriter writer, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in element.EnumerateObject().OrderBy(property => property.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(property.Name);
                    Write(writer, property.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                    Write(writer, item);
                writer.WriteEndArray();
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }
}
