using System.Buffers;
using NSec.Cryptography;

namespace Telemetry.Ingestion.Instances;

internal static class Signature
{
    private const int Length = 64;

    /// <summary>
    /// Whether the text is the key's Ed25519 signature over exactly these bytes, as 128 hexadecimal digits of either case. Never throws.
    /// </summary>
    public static bool IsValid(PublicKey publicKey, ReadOnlySpan<byte> body, string? text)
    {
        Span<byte> signature = stackalloc byte[Length];
        return text?.Length == 2 * Length
            && Convert.FromHexString(text, signature, out _, out _) == OperationStatus.Done
            && SignatureAlgorithm.Ed25519.Verify(publicKey, body, signature);
    }
}
