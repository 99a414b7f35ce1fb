using System.Diagnostics.CodeAnalysis;

namespace NSec.Cryptography;

/// <summary>The formats of key blobs.</summary>
public enum KeyBlobFormat
{
    /// <summary>No format.</summary>
    None = 0,

    /// <summary>The 32 bytes of a public key.</summary>
    RawPublicKey = 1,

    /// <summary>The 32-byte seed of a private key.</summary>
    RawPrivateKey = -1,
}

/// <summary>A public key.</summary>
public sealed class PublicKey
{
    internal PublicKey(byte[] bytes) => Bytes = bytes;

    internal byte[] Bytes { get; }

    /// <summary>Reads a key; checks only its length, as NSec does: a point that is none verifies nothing.</summary>
    public static bool TryImport(Algorithm algorithm, ReadOnlySpan<byte> blob, KeyBlobFormat format, [NotNullWhen(true)] out PublicKey? result)
    {
        result = format == KeyBlobFormat.RawPublicKey && blob.Length == Ed25519.KeySize ? new PublicKey(blob.ToArray()) : null;
        return result is not null;
    }

    /// <summary>Writes the key.</summary>
    public byte[] Export(KeyBlobFormat format) =>
        format == KeyBlobFormat.RawPublicKey ? [.. Bytes] : throw new ArgumentException("The format is not supported for this algorithm.", nameof(format));
}
