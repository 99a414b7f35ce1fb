using System.Buffers;
using NSec.Cryptography;

namespace Telemetry.Ingestion.Signatures;

/// <summary>The check of a signature: one boolean that throws nothing and tells nothing.</summary>
public static class Signature
{
    private const int Bytes = 64;

    /// <summary>Whether the text is the key's Ed25519 signature over exactly these bytes, as 128 hexadecimal digits of either case.</summary>
    public static bool IsValid(PublicKey publicKey, ReadOnlySpan<byte> body, string? text)
    {
        Span<byte> signature = stackalloc byte[Bytes];
        return text?.Length == 2 * Bytes
            && Convert.FromHexString(text, signature, out _, out _) == OperationStatus.Done
            && SignatureAlgorithm.Ed25519.Verify(publicKey, body, signature);
    }
}
