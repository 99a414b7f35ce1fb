namespace Telemetry.Aggregation.Alerts.Rules;

/// <summary>A rule: a pure function from the input to results.</summary>
internal abstract class AlertRule
{
    public abstract RuleDefinition Definition { get; }

    /// <summary>An open incident is worse when its value is so many times the one of the last notification.</summary>
    public virtual double WorseFactor => 1.1;

    /// <summary>The reason of the end of an incident whose subject has no input any more.</summary>
    public abstract string NoDataReason { get; }

    /// <summary>Whether the input suffices for a result; if not, the incidents of the rule do not change.</summary>
    public virtual bool HasEnoughData(RuleInput input) => true;

    /// <summary>The result of each subject.</summary>
    public abstract IEnumerable<RuleResult> Evaluate(RuleInput input, RuleSetting setting);
}
