using System.Diagnostics;

namespace Telemetry.Gateway.Proxy;

/// <summary>
/// Starts a new trace for each request. A client's <c>traceparent</c>, <c>tracestate</c> and <c>baggage</c> are ignored: they could join
/// other traces, force recording, or add text to our spans. Requests to the services carry the gateway's own trace, without this class.
/// </summary>
internal sealed class OwnTrace : DistributedContextPropagator
{
    public override IReadOnlyCollection<string> Fields => [];

    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter)
    {
        // Used for incoming requests only.
    }

    public override void ExtractTraceIdAndState(
        object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState)
    {
        traceId = null;
        traceState = null;
    }

    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter) => null;
}
