namespace Telemetry.Aggregation.Alerts.Rules;

internal abstract class AlertRule
{
    public abstract RuleDefinition Definition { get; }

    /// <summary>An open incident is worse when its value is this many times the value of the last notification.</summary>
    public virtual double WorseFactor => 1.1;

    public abstract string NoDataReason { get; }

    /// <summary>If the input is insufficient, the incidents of the rule do not change.</summary>
    public virtual bool HasEnoughData(RuleInput input) => true;

    public abstract IEnumerable<RuleResult> Evaluate(RuleInput input, RuleSetting setting);
}
