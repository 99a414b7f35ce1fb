using System.Security.Cryptography;
using System.Text;

namespace Telemetry.Aggregation.Runs;

internal static class RunKey
{
    /// <summary>The first 16 bytes of SHA-256 of a text of any length that clients choose, such as execution_id.</summary>
    public static Guid Of(string text) => new(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(..16), bigEndian: true);
}
