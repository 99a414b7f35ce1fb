using System.Buffers.Binary;

namespace Telemetry.Aggregation.Cache;

/// <summary>An answer as Redis keeps it: 16 bytes stamp, 8 bytes time (Unix milliseconds), the body.</summary>
/// <param name="Stamp">The data's stamp, read before the answer was computed.</param>
/// <param name="ComputedAt">When computing began.</param>
/// <param name="Body">The answer.</param>
internal sealed record KeptAnswer(byte[] Stamp, DateTimeOffset ComputedAt, byte[] Body)
{
    private const int HeaderLength = DataStamp.Length + sizeof(long);

    /// <summary>For Redis.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[HeaderLength + Body.Length];
        Stamp.CopyTo(bytes, 0);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(DataStamp.Length), ComputedAt.ToUnixTimeMilliseconds());
        Body.CopyTo(bytes, HeaderLength);
        return bytes;
    }

    /// <summary>From Redis; null for nothing, or for something else.</summary>
    public static KeptAnswer? FromBytes(byte[]? bytes) => bytes is null || bytes.Length < HeaderLength
        ? null
        : new(
            bytes[..DataStamp.Length],
            DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(DataStamp.Length))),
            bytes[HeaderLength..]);
}
