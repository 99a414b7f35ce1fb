using System.Diagnostics;

namespace Telemetry.Gateway.Proxy;

/// <summary>
/// A request's trace begins here. What a client sends as <c>traceparent</c>, <c>tracestate</c> or <c>baggage</c> is not read: it could
/// join strangers' traces, switch recording on, or put its own text beside our spans. Requests to the services do not use this
/// class; they carry the gateway's own trace in the W3C form, .NET's default.
/// </summary>
internal sealed class OwnTrace : DistributedContextPropagator
{
    public override IReadOnlyCollection<string> Fields => [];

    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter)
    {
        // Nobody injects with it.
    }

    public override void ExtractTraceIdAndState(object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState)
    {
        traceId = null;
        traceState = null;
    }

    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter) => null;
}
