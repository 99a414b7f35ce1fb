using System.Net;
using Telemetry.ServiceDefaults.Settings;

namespace Telemetry.Gateway.Settings;

internal sealed class GatewaySettings : ISettings
{
    /// <summary>RATE_LIMIT: client posts per minute and address (IPv6: per /64); 0 is unlimited.</summary>
    public int RateLimit { get; set; } = 60;

    /// <summary>TRUSTED_PROXIES: the addresses whose X-Forwarded-For is used.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; set; } = [];

    public AccessSettings Access { get; set; } = new();

    public void Read(SettingsReader reader)
    {
        RateLimit = reader.Integer("RATE_LIMIT", RateLimit, min: 0, max: 1_000_000);
        TrustedProxies = reader.Networks("TRUSTED_PROXIES");
        Access.Read(reader);
    }
}
