using System.Net;

namespace Telemetry.ServiceDefaults.Settings;

/// <summary>What the gateway reads.</summary>
/// <param name="RateLimit">RATE_LIMIT: client posts per minute and address (IPv6: per /64); 0 = unlimited.</param>
/// <param name="TrustedProxies">TRUSTED_PROXIES: whose X-Forwarded-For counts.</param>
/// <param name="Access">Who may read.</param>
public sealed record GatewaySettings(int RateLimit, IReadOnlyList<IPNetwork> TrustedProxies, AccessSettings Access) : ISettings<GatewaySettings>
{
    /// <inheritdoc/>
    public static GatewaySettings Read(SettingsReader reader) => new(
        reader.Integer("RATE_LIMIT", fallback: 60, least: 0, most: 1_000_000),
        reader.Networks("TRUSTED_PROXIES"),
        AccessSettings.Read(reader));
}
