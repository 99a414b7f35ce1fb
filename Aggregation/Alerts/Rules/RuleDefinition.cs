namespace Telemetry.Aggregation.Alerts.Rules;

/// <summary>What can be switched on and off, and how it is until somebody does.</summary>
/// <param name="Name">As in the API and in messages, for example <c>failure_rate</c>.</param>
/// <param name="Title">For people.</param>
/// <param name="Description">When it tells something, in a sentence.</param>
/// <param name="Thresholds">What can be set besides.</param>
/// <param name="EnabledByDefault">Whether it is on until somebody switches it off.</param>
public sealed record RuleDefinition(
    string Name, string Title, string Description, IReadOnlyList<Threshold> Thresholds, bool EnabledByDefault = true)
{
    /// <summary>How it is until somebody changes it.</summary>
    public RuleSetting Default => new(EnabledByDefault, Thresholds.ToDictionary(threshold => threshold.Name, threshold => threshold.Fallback, StringComparer.Ordinal));
}
