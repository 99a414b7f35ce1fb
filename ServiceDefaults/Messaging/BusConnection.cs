using MassTransit;
using Microsoft.Extensions.Configuration;

namespace Telemetry.ServiceDefaults.Messaging;

/// <summary>How a service's bus reaches the broker.</summary>
public static class BusConnection
{
    // A broker that is frozen is told from one that is slow, and its connection given up, after two of them.
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);

    /// <summary>Connects to the broker of the configuration.</summary>
    public static void Connect(this IRabbitMqBusFactoryConfigurator bus, IConfiguration configuration) =>
        bus.Host(ReportQueue.Broker(configuration), host => host.Heartbeat(Heartbeat));
}
