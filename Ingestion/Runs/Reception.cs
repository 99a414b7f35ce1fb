using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Telemetry.Ingestion.Runs;

/// <summary>What is known of a post besides its fields.</summary>
/// <param name="Digest">The first 16 bytes of SHA-256 over the body's bytes.</param>
/// <param name="ReceivedAt">When we had it whole (UTC).</param>
/// <param name="At">When it happened (UTC): at reception or, for imported history, at the time that its source gives.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Reception(Guid Digest, DateTimeOffset ReceivedAt, DateTimeOffset At)
{
    /// <summary>Of a post that tells what happens now.</summary>
    public static Reception Of(ReadOnlySpan<byte> body, DateTimeOffset now) => new(DigestOf(body), now, now);

    /// <summary>Equal for equal bytes.</summary>
    public static Guid DigestOf(ReadOnlySpan<byte> body) => new(SHA256.HashData(body).AsSpan(0, 16), bigEndian: true);
}
