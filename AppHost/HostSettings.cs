using Microsoft.Extensions.Configuration;
using Telemetry.Aggregation.Settings;
using Telemetry.AppHost.Servers;
using Telemetry.Gateway.Settings;
using Telemetry.Ingestion.Settings;
using Telemetry.Notifications.Settings;
using Telemetry.ServiceDefaults.Settings;

namespace Telemetry.AppHost;

internal sealed class HostSettings : ISettings
{
    /// <summary>GATEWAY_PORT: the port for clients and admins.</summary>
    public int GatewayPort { get; private set; } = 8080;

    /// <summary>REPLICAS: the number of processes of each service.</summary>
    public int Replicas { get; private set; } = 1;

    /// <summary>SERVERS: how PostgreSQL, RabbitMQ and Redis run.</summary>
    public ServerChoice Servers { get; private set; } = ServerChoice.Auto;

    /// <summary>
    /// Also validates the settings of all services, so that an invalid value stops the start instead of a service. Throws
    /// <see cref="SettingsException"/> with every invalid setting.
    /// </summary>
    public static HostSettings ReadAll(IConfiguration configuration)
    {
        SettingsException.EndProcessWhenUnhandled();

        var reader = new SettingsReader(configuration) { SecretsAreGenerated = true };
        var host = new HostSettings();
        ISettings[] all =
        [
            host,
            new DrainSettings(),
            new GatewaySettings(),
            new IngestionSettings(),
            new AggregationSettings(),
            new NotificationsSettings(),
        ];
        foreach (var settings in all)
            settings.Read(reader);
        reader.ThrowIfInvalid();
        return host;
    }

    public void Read(SettingsReader reader)
    {
        GatewayPort = reader.Integer("GATEWAY_PORT", GatewayPort, min: 1, max: 65_535);
        Replicas = reader.Integer("REPLICAS", Replicas, min: 1, max: 8);
        Servers = reader.OneOf("SERVERS", Servers);
    }
}
