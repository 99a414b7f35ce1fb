namespace Telemetry.Aggregation.Alerts.Rules;

/// <summary>
/// The result of a rule for one subject ("": all runs), also if the rule does not fire, since an incident may end. The reason is one
/// sentence with numbers and without text of clients.
/// </summary>
internal sealed record RuleResult(string Subject, bool IsFiring, double Value, double Threshold, string Reason)
{
    public string App { get; init; } = "";
}
