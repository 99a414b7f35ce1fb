using System.Diagnostics;
using OpenTelemetry;

namespace Telemetry.ServiceDefaults.Observability;

/// <summary>MassTransit's spans under the names of today: it has those of an older edition of OpenTelemetry's conventions, and not all.</summary>
internal sealed class MessagingSpans : BaseProcessor<Activity>
{
    /// <summary>The source that has them.</summary>
    public const string Source = "MassTransit";

    private const string Operation = "messaging.operation";

    public override void OnEnd(Activity data)
    {
        if (data.Source.Name != Source || data.GetTagItem(Operation) is not string operation)
            return;

        data.SetTag("messaging.system", "rabbitmq");
        data.SetTag("messaging.operation.type", operation);
        data.SetTag("messaging.operation.name", operation);
        data.SetTag(Operation, null);
    }
}
