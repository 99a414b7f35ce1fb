namespace Telemetry.Aggregation.Alerts.Rules;

/// <summary>A rule: numbers in, findings out, and nothing else happens.</summary>
public abstract class AlertRule
{
    /// <summary>How it can be set.</summary>
    public abstract RuleDefinition Definition { get; }

    /// <summary>An open incident has got worse when its value has become so many times the one that was told last.</summary>
    public virtual double WorseBy => 1.1;

    /// <summary>Why an incident ends of whose subject there are no numbers any more.</summary>
    public abstract string NothingLeft { get; }

    /// <summary>Whether the numbers say anything at all; if not, its incidents stay as they are.</summary>
    public virtual bool CanJudge(Numbers numbers) => true;

    /// <summary>What it says of each subject.</summary>
    public abstract IEnumerable<Finding> Judge(Numbers numbers, RuleSetting setting);
}
