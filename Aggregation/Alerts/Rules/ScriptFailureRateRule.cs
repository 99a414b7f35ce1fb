namespace Telemetry.Aggregation.Alerts.Rules;

/// <summary>Too many runs of a script fail.</summary>
/// <param name="failureThreshold">FAILURE_THRESHOLD, percent.</param>
public sealed class ScriptFailureRateRule(int failureThreshold) : AlertRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new(
        "script_failure_rate",
        "A script fails",
        "More than so many percent of a script's runs of the last 24 hours failed.",
        [new(Threshold.Percent, "Failed runs, percent", failureThreshold, Least: 1, Most: 100), Threshold.RunsAtLeast(10)]);

    /// <inheritdoc/>
    public override string NothingLeft => "Too few of its runs finished in the last 24 hours to tell.";

    /// <inheritdoc/>
    public override IEnumerable<Finding> Judge(Numbers numbers, RuleSetting setting) => numbers.Scripts
        .Where(script => script.Day.Finished >= setting[Threshold.MinimumRuns])
        .Select(script => FailureRateRule.OfRate(script.Script, script.Day, setting[Threshold.Percent]));
}
