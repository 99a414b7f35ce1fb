using MassTransit;

namespace Telemetry.ServiceDefaults.Messaging;

/// <summary>The connection of a service's bus to the broker.</summary>
public static class BusConnection
{
    // After two missed heartbeats the connection to a frozen broker is closed.
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);

    /// <summary>Reads the broker's address from the configuration.</summary>
    public static void Connect(this IRabbitMqBusFactoryConfigurator bus, IConfiguration configuration) =>
        bus.Host(ReportQueue.Broker(configuration), host => host.Heartbeat(Heartbeat));
}
