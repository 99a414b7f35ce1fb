using System.Buffers.Binary;

namespace Telemetry.Aggregation.Cache;

/// <summary>An entry in Redis: 16 bytes data stamp, 8 bytes time (Unix milliseconds), the response's body.</summary>
/// <param name="Stamp">The data stamp that was read before the response was computed.</param>
/// <param name="ComputedAt">When computing began.</param>
/// <param name="Body">The response.</param>
internal sealed record CacheEntry(Guid Stamp, DateTimeOffset ComputedAt, byte[] Body)
{
    private const int HeaderLength = DataStamp.Length + sizeof(long);

    public byte[] ToBytes()
    {
        var bytes = new byte[HeaderLength + Body.Length];
        Stamp.TryWriteBytes(bytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(DataStamp.Length), ComputedAt.ToUnixTimeMilliseconds());
        Body.CopyTo(bytes, HeaderLength);
        return bytes;
    }

    /// <summary>Null for no entry, or for something else.</summary>
    public static CacheEntry? FromBytes(byte[]? bytes) => bytes is null || bytes.Length < HeaderLength
        ? null
        : new(
            new Guid(bytes.AsSpan(0, DataStamp.Length)),
            DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(DataStamp.Length))),
            bytes[HeaderLength..]);
}
