using MassTransit;
using Telemetry.Contracts;

namespace Telemetry.ServiceDefaults.Messaging;

/// <summary>
/// The one queue between Ingestion and Aggregation. Both declare it, whoever comes first, so the arguments live here: RabbitMQ refuses a
/// second declaration with others.
/// </summary>
public static class ReportQueue
{
    /// <summary>The queue's name.</summary>
    public const string Name = "reports";

    // A full queue refuses (503 for the client, who tries again) instead of filling the broker's disk.
    private const long MostBytes = 4L * 1024 * 1024 * 1024;

    // RabbitMQ 4 drops a message after 20 deliveries unless told otherwise; ours leave it only by being stored or quarantined.
    private const int MostDeliveries = 1_000_000;

    /// <summary>The publisher's side: a message waits in the queue also while no consumer has ever been there.</summary>
    public static void PublishReports(this IRabbitMqBusFactoryConfigurator bus) =>
        bus.Publish<ReportsAccepted>((IRabbitMqMessagePublishTopologyConfigurator<ReportsAccepted> publish) => publish.BindQueue(
            $"{typeof(ReportsAccepted).Namespace}:{nameof(ReportsAccepted)}",
            Name,
            queue =>
            {
                queue.SetQueueArgument("x-queue-type", "quorum");
                SetBounds(queue.SetQueueArgument);
            }));

    /// <summary>The consumer's side.</summary>
    public static void ReceiveReports(this IRabbitMqBusFactoryConfigurator bus, Action<IRabbitMqReceiveEndpointConfigurator> configure) =>
        bus.ReceiveEndpoint(Name, endpoint =>
        {
            endpoint.SetQuorumQueue();
            SetBounds(endpoint.SetQueueArgument);
            configure(endpoint);
        });

    private static void SetBounds(Action<string, object> argument)
    {
        argument("x-delivery-limit", MostDeliveries);
        argument("x-max-length-bytes", MostBytes);
        argument("x-overflow", "reject-publish");
    }
}
