using System.Diagnostics.Metrics;

namespace Telemetry.Gateway;

/// <summary>The gateway's decisions. No tag identifies a client.</summary>
internal sealed class GatewayMetrics
{
    public const string Meter = "Telemetry.Gateway";

    private readonly Counter<long> _decisions;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _lockouts;

    public GatewayMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Meter);
        _decisions = meter.CreateCounter<long>(
            "telemetry.gateway.rate_limit.decisions", "{request}", "Client posts that the rate limit admitted or refused");
        _refused = meter.CreateCounter<long>(
            "telemetry.gateway.refused", "{request}", "Requests that the gateway itself refused, by reason");
        _lockouts = meter.CreateCounter<long>("telemetry.gateway.lockouts", "{lockout}", "Addresses locked out after wrong passwords");
    }

    public void CountDecision(bool admitted) => _decisions.Add(1, new KeyValuePair<string, object?>("admitted", admitted));

    /// <summary>The error code is one of <c>ErrorCode</c>.</summary>
    public void CountProblem(string errorCode) => _refused.Add(1, new KeyValuePair<string, object?>("reason", errorCode));

    public void CountLockOut() => _lockouts.Add(1);
}
