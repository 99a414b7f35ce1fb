using System.Security.Cryptography;
using System.Text;

namespace Telemetry.Notifications.Webhook;

/// <summary>What proves to a webhook who posts. The time is signed as well, so that a receiver can refuse what is old.</summary>
internal static class WebhookSignature
{
    /// <summary><c>sha256=</c> and the hexadecimal HMAC-SHA256, under the secret, of timestamp, a full stop and the body's bytes.</summary>
    public static string Of(string secret, long timestamp, ReadOnlySpan<byte> body)
    {
        var signed = (byte[])[.. Encoding.ASCII.GetBytes($"{timestamp}."), .. body];
        return $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed))}";
    }
}
