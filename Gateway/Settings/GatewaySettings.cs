using System.Net;
using Telemetry.ServiceDefaults.Settings;

namespace Telemetry.Gateway.Settings;

/// <summary>The gateway's settings.</summary>
public sealed class GatewaySettings : ISettings
{
    /// <summary>RATE_LIMIT: client posts per minute and address (IPv6: per /64); 0 = unlimited.</summary>
    public int RateLimit { get; set; } = 60;

    /// <summary>TRUSTED_PROXIES: the addresses whose X-Forwarded-For counts.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; set; } = [];

    /// <summary>The admin's password, and PUBLIC_DASHBOARD.</summary>
    public AccessSettings Access { get; set; } = new();

    /// <inheritdoc/>
    public void Read(SettingsReader reader)
    {
        RateLimit = reader.Integer("RATE_LIMIT", RateLimit, min: 0, max: 1_000_000);
        TrustedProxies = reader.Networks("TRUSTED_PROXIES");
        Access.Read(reader);
    }
}
