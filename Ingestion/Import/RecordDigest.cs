using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;

namespace Telemetry.Ingestion.Import;

/// <summary>
/// Tells a record from others by its content alone, so that a second import is all duplicates: spaces and the order of keys do not matter,
/// every value does.
/// </summary>
public static class RecordDigest
{
    /// <summary>The first 16 bytes of SHA-256 over the record with its keys in order.</summary>
    public static Guid Of(JsonElement record)
    {
        var canonical = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(canonical))
            Write(writer, record);
        return new(SHA256.HashData(canonical.WrittenSpan).AsSpan(0, 16), bigEndian: true);
    }

    /// <summary>The digest of one of several reports that a record is told in.</summary>
    public static Guid OfPart(Guid record, int part)
    {
        Span<byte> bytes = stackalloc byte[16 + sizeof(int)];
        record.TryWriteBytes(bytes, bigEndian: true, out _);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes[16..], part);
        return new(SHA256.HashData(bytes).AsSpan(0, 16), bigEndian: true);
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
