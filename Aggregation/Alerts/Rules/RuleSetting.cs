namespace Telemetry.Aggregation.Alerts.Rules;

/// <summary>A rule as it is set now.</summary>
/// <param name="Enabled">Whether it is evaluated.</param>
/// <param name="Thresholds">All of them, by name.</param>
public sealed record RuleSetting(bool Enabled, IReadOnlyDictionary<string, int> Thresholds)
{
    /// <summary>A threshold.</summary>
    public int this[string name] => Thresholds[name];
}
