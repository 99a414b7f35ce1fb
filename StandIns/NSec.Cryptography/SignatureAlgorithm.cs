namespace NSec.Cryptography;

/// <summary>A cryptographic algorithm.</summary>
public abstract class Algorithm;

/// <summary>A signature algorithm.</summary>
public abstract class SignatureAlgorithm : Algorithm
{
    /// <summary>Ed25519.</summary>
    public static Ed25519 Ed25519 { get; } = new();

    /// <summary>Signs the data; 64 bytes.</summary>
    public abstract byte[] Sign(Key key, ReadOnlySpan<byte> data);

    /// <summary>Whether the signature is the key's over exactly the data; false also for a signature of another length.</summary>
    public abstract bool Verify(PublicKey publicKey, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature);
}

/// <summary>Ed25519 (RFC 8032), as libsodium verifies it: strict about S, small-order points and encodings.</summary>
public sealed class Ed25519 : SignatureAlgorithm
{
    internal const int KeySize = 32;
    internal const int SecretKeySize = 64;
    private const int SignatureSize = 64;

    /// <inheritdoc/>
    public override byte[] Sign(Key key, ReadOnlySpan<byte> data)
    {
        var signature = new byte[SignatureSize];
        Sodium.Sign(signature, data, key.SecretKey);
        return signature;
    }

    /// <inheritdoc/>
    public override bool Verify(PublicKey publicKey, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        signature.Length == SignatureSize && Sodium.Verify(signature, data, publicKey.Bytes);
}
