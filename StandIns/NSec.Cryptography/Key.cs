using System.Security.Cryptography;

namespace NSec.Cryptography;

/// <summary>A private key with its public key.</summary>
public sealed class Key : IDisposable
{
    private Key(ReadOnlySpan<byte> seed)
    {
        var publicKey = new byte[Ed25519.KeySize];
        Sodium.KeyPair(publicKey, SecretKey, seed);
        PublicKey = new PublicKey(publicKey);
    }

    /// <summary>The public half.</summary>
    public PublicKey PublicKey { get; }

    internal byte[] SecretKey { get; } = new byte[Ed25519.SecretKeySize];

    /// <summary>Makes a new random key.</summary>
    public static Key Create(Algorithm algorithm) => new(RandomNumberGenerator.GetBytes(Ed25519.KeySize));

    /// <summary>Reads a 32-byte seed.</summary>
    /// <exception cref="FormatException">It is not 32 bytes long.</exception>
    public static Key Import(Algorithm algorithm, ReadOnlySpan<byte> blob, KeyBlobFormat format) =>
        format == KeyBlobFormat.RawPrivateKey && blob.Length == Ed25519.KeySize
            ? new(blob)
            : throw new FormatException("The key BLOB is not in the correct format or the format is not supported.");

    /// <summary>Wipes the private key.</summary>
    public void Dispose() => CryptographicOperations.ZeroMemory(SecretKey);
}
