using Microsoft.Extensions.Configuration;

namespace Telemetry.ServiceDefaults.Settings;

/// <summary>What the AppHost reads: its own port, and a check of everything that it hands on, so that a fault stops the start and not a service.</summary>
/// <param name="GatewayPort">GATEWAY_PORT: where clients and admins reach the platform.</param>
public sealed record HostSettings(int GatewayPort)
{
    /// <summary>Reads and validates all of them.</summary>
    /// <exception cref="SettingsException">Names everything that is wrong, whichever service it is for.</exception>
    public static HostSettings Read(IConfiguration configuration)
    {
        SettingsException.EndProcessWhenUnhandled();

        var reader = new SettingsReader(configuration) { SecretsAreGenerated = true };
        var settings = new HostSettings(reader.Integer("GATEWAY_PORT", fallback: 8080, least: 1, most: 65_535));
        _ = GatewaySettings.Read(reader);
        _ = IngestionSettings.Read(reader);
        _ = AggregationSettings.Read(reader);
        _ = NotificationsSettings.Read(reader);
        reader.ThrowIfFaulty();
        return settings;
    }
}
