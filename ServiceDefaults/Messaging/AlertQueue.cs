using MassTransit;
using Telemetry.Contracts;

namespace Telemetry.ServiceDefaults.Messaging;

/// <summary>
/// The queue from Aggregation, which raises alerts, to Notifications, which sends them. Publish as mandatory (<c>context.Mandatory =
/// true</c>): otherwise the broker also confirms a message that no queue takes.
/// </summary>
public static class AlertQueue
{
    /// <summary>The queue's name.</summary>
    public const string Name = "alerts";

    // A message with hundreds of incidents has some 100 KiB.
    private const long MaxBytes = 256L * 1024 * 1024;

    private static readonly QuorumQueue Queue = new(Name, MaxBytes);

    /// <summary>Declares the queue and binds it to all three message types.</summary>
    public static void PublishAlerts(this IRabbitMqBusFactoryConfigurator bus)
    {
        Queue.Publish<IncidentsChanged>(bus);
        Queue.Publish<WeekSummed>(bus);
        Queue.Publish<TestAlertRequested>(bus);
    }

    /// <summary>Consumes the queue.</summary>
    public static void ReceiveAlerts(this IRabbitMqBusFactoryConfigurator bus, Action<IRabbitMqReceiveEndpointConfigurator> configure) =>
        Queue.Receive(bus, configure);
}
