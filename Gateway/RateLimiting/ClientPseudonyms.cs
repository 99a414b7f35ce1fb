using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Telemetry.Gateway.RateLimiting;

/// <summary>
/// Clients' names outside of a gateway's memory: keyed hashes, since there are so few addresses that a plain hash could be reversed in
/// minutes. The key is derived from ADMIN_PASSWORD and changes each day (UTC), so that no client can be followed over days.
/// </summary>
internal sealed class ClientPseudonyms(PasswordKey password, TimeProvider time)
{
    private volatile Keys? _keys;

    public Pseudonym Today(ClientKey client) => Hash(client, CurrentKeys().Today);

    public Pseudonym Yesterday(ClientKey client) => Hash(client, CurrentKeys().Yesterday);

    private Keys CurrentKeys()
    {
        var day = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        if (_keys is not { } keys || keys.Day != day)
            _keys = keys = new Keys(day, KeyOf(day), KeyOf(day.AddDays(-1)));
        return keys;
    }

    private byte[] KeyOf(DateOnly day) => password.For($"client pseudonyms {day:yyyy-MM-dd}").Bytes;

    private static Pseudonym Hash(ClientKey client, byte[] key)
    {
        Span<byte> bits = stackalloc byte[16];
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        BinaryPrimitives.WriteUInt128BigEndian(bits, client.Bits);
        HMACSHA256.HashData(key, bits, hash);
        return Pseudonym.From(hash);
    }

    private sealed record Keys(DateOnly Day, byte[] Today, byte[] Yesterday);
}

/// <summary>The first 16 bytes of a keyed hash of a client.</summary>
internal readonly record struct Pseudonym(UInt128 Bits)
{
    public const int Length = 16;

    public byte[] ToBytes()
    {
        var bytes = new byte[Length];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Bits);
        return bytes;
    }

    public static Pseudonym From(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt128BigEndian(bytes));
}
