using System.Diagnostics.Metrics;

namespace Telemetry.Gateway;

/// <summary>What the gateway decided. No tag tells who asked.</summary>
public sealed class GatewayMetrics
{
    /// <summary>The meter's name.</summary>
    public const string Meter = "Telemetry.Gateway";

    private readonly Counter<long> _decisions;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _lockouts;

    /// <summary>Makes the instruments.</summary>
    public GatewayMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Meter);
        _decisions = meter.CreateCounter<long>("telemetry.gateway.rate_limit.decisions", "{request}", "Client posts that the rate limit admitted or refused");
        _refused = meter.CreateCounter<long>("telemetry.gateway.refused", "{request}", "Requests that the gateway itself refused, by reason");
        _lockouts = meter.CreateCounter<long>("telemetry.gateway.lockouts", "{lockout}", "Addresses locked out after wrong passwords");
    }

    /// <summary>The rate limit let a client post pass, or not.</summary>
    public void Decide(bool admitted) => _decisions.Add(1, new KeyValuePair<string, object?>("admitted", admitted));

    /// <summary>A request was refused here.</summary>
    /// <param name="reason">One of <see cref="Requests.Reason"/>.</param>
    public void Refuse(string reason) => _refused.Add(1, new KeyValuePair<string, object?>("reason", reason));

    /// <summary>An address was locked out.</summary>
    public void LockOut() => _lockouts.Add(1);
}
