using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Telemetry.Ingestion.Queue;

/// <summary>
/// The values of a report that are not in its body. Digest is the first 16 bytes of SHA-256 over the body, ReceivedAt the time at which the
/// whole body was read (UTC), and At the same time or, for imported history, the source's (UTC).
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ReportMetadata(Guid Digest, DateTimeOffset ReceivedAt, DateTimeOffset At)
{
    public static ReportMetadata Of(ReadOnlySpan<byte> body, DateTimeOffset now) => new(DigestOf(body), now, now);

    public static Guid DigestOf(ReadOnlySpan<byte> bytes) => new(SHA256.HashData(bytes).AsSpan(0, 16), bigEndian: true);
}
