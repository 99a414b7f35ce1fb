using Microsoft.Extensions.Configuration;

namespace Telemetry.ServiceDefaults.Settings;

/// <summary>What the AppHost reads: its own port and the number of processes, and a check of everything that it hands on, so that a fault stops the start and not a service.</summary>
/// <param name="GatewayPort">GATEWAY_PORT: where clients and admins reach the platform.</param>
/// <param name="Replicas">REPLICAS: how many processes each service has.</param>
/// <param name="Servers">SERVERS: how PostgreSQL, RabbitMQ and Redis run.</param>
public sealed record HostSettings(int GatewayPort, int Replicas, ServerChoice Servers)
{
    /// <summary>Reads and validates all of them.</summary>
    /// <exception cref="SettingsException">Names everything that is wrong, whichever service it is for.</exception>
    public static HostSettings Read(IConfiguration configuration)
    {
        SettingsException.EndProcessWhenUnhandled();

        var reader = new SettingsReader(configuration) { SecretsAreGenerated = true };
        var settings = new HostSettings(
            reader.Integer("GATEWAY_PORT", fallback: 8080, least: 1, most: 65_535),
            reader.Integer("REPLICAS", fallback: 1, least: 1, most: 8),
            reader.OneOf("SERVERS", ServerChoice.Auto));
        _ = DrainSettings.Read(reader);
        _ = GatewaySettings.Read(reader);
        _ = IngestionSettings.Read(reader);
        _ = AggregationSettings.Read(reader);
        _ = NotificationsSettings.Read(reader);
        reader.ThrowIfFaulty();
        return settings;
    }
}

/// <summary>How the AppHost runs the servers.</summary>
public enum ServerChoice
{
    /// <summary>As containers where a container engine answers, else as processes.</summary>
    Auto,

    /// <summary>As Aspire's containers.</summary>
    Containers,

    /// <summary>As processes of this machine's own packages.</summary>
    Processes,
}
