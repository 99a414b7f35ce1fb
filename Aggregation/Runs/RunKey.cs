using System.Security.Cryptography;
using System.Text;

namespace Telemetry.Aggregation.Runs;

/// <summary>What a client made up, in sixteen bytes: the first ones of its SHA-256.</summary>
public static class RunKey
{
    /// <summary>The key of a text, such as a run's execution_id.</summary>
    public static Guid Of(string text) => new(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(..16), bigEndian: true);
}
