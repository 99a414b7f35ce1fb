using System.Buffers.Binary;
using System.Security.Cryptography;
using Telemetry.Gateway.Access;

namespace Telemetry.Gateway.Clients;

/// <summary>
/// What clients go by outside of a gateway's memory: names that only who knows ADMIN_PASSWORD can make (there are so few addresses that a
/// plain hash could be tried out in minutes). They are others each day (UTC), so that nobody is followed from one to the next.
/// </summary>
public sealed class ClientPseudonyms(PasswordKey password, TimeProvider time)
{
    private volatile Keys? _keys;

    /// <summary>Of today.</summary>
    public Pseudonym Of(ClientKey client) => Name(client, KeysOfToday().Today);

    /// <summary>Of the day before.</summary>
    public Pseudonym OfYesterday(ClientKey client) => Name(client, KeysOfToday().Yesterday);

    private Keys KeysOfToday()
    {
        var day = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        if (_keys is not { } keys || keys.Day != day)
            _keys = keys = new Keys(day, KeyOf(day), KeyOf(day.AddDays(-1)));
        return keys;
    }

    private byte[] KeyOf(DateOnly day) => password.For($"client pseudonyms {day:yyyy-MM-dd}").Bytes;

    private static Pseudonym Name(ClientKey client, byte[] key)
    {
        Span<byte> bits = stackalloc byte[16];
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        BinaryPrimitives.WriteUInt128BigEndian(bits, client.Bits);
        HMACSHA256.HashData(key, bits, hash);
        return new Pseudonym(BinaryPrimitives.ReadUInt128BigEndian(hash));
    }

    private sealed record Keys(DateOnly Day, byte[] Today, byte[] Yesterday);
}

/// <summary>What a client goes by outside of a gateway's memory.</summary>
/// <param name="Bits">The first 16 bytes of a keyed hash.</param>
public readonly record struct Pseudonym(UInt128 Bits)
{
    /// <summary>Its length in bytes.</summary>
    public const int Length = 16;

    /// <summary>For Redis.</summary>
    public void WriteTo(Span<byte> bytes) => BinaryPrimitives.WriteUInt128BigEndian(bytes, Bits);

    /// <summary>From Redis.</summary>
    public static Pseudonym From(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt128BigEndian(bytes));
}
