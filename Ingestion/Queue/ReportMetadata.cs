using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Telemetry.Ingestion.Queue;

/// <summary>The values of a report that are not in its body.</summary>
/// <param name="Digest">The first 16 bytes of SHA-256 over the body's bytes.</param>
/// <param name="ReceivedAt">When the whole body was read (UTC).</param>
/// <param name="At">When it happened (UTC): <paramref name="ReceivedAt"/>, or the source's time for imported history.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ReportMetadata(Guid Digest, DateTimeOffset ReceivedAt, DateTimeOffset At)
{
    /// <summary>The metadata of a post about the present.</summary>
    public static ReportMetadata Of(ReadOnlySpan<byte> body, DateTimeOffset now) => new(DigestOf(body), now, now);

    public static Guid DigestOf(ReadOnlySpan<byte> bytes) => new(SHA256.HashData(bytes).AsSpan(0, 16), bigEndian: true);
}
