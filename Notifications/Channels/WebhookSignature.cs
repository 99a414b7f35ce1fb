using System.Security.Cryptography;
using System.Text;

namespace Telemetry.Notifications.Channels;

/// <summary>Proves the sender of a post. The time is signed as well, so that a receiver can reject an old post.</summary>
internal static class WebhookSignature
{
    /// <summary><c>sha256=</c> and the hexadecimal HMAC-SHA256, under the secret, of timestamp, a full stop and the body's bytes.</summary>
    public static string Of(string secret, long timestamp, ReadOnlySpan<byte> body)
    {
        var signed = (byte[])[.. Encoding.ASCII.GetBytes($"{timestamp}."), .. body];
        return $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed))}";
    }
}
