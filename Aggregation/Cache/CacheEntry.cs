using System.Buffers.Binary;

namespace Telemetry.Aggregation.Cache;

/// <summary>
/// An entry in Redis: the data stamp read before computing (16 bytes), the time at which computing began (8 bytes, Unix milliseconds), and
/// the body.
/// </summary>
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

    public static CacheEntry? FromBytes(byte[]? bytes) => bytes is null || bytes.Length < HeaderLength
        ? null
        : new(
            new Guid(bytes.AsSpan(0, DataStamp.Length)),
            DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(DataStamp.Length))),
            bytes[HeaderLength..]);
}
