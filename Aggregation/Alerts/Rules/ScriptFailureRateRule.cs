namespace Telemetry.Aggregation.Alerts.Rules;

internal sealed class ScriptFailureRateRule(int failureThreshold) : AlertRule
{
    public override RuleDefinition Definition { get; } = new(
        "script_failure_rate",
        "A script fails",
        "More than so many percent of a script's runs of the last 24 hours failed.",
        [new(Threshold.Percent, "Failed runs, percent", failureThreshold, Min: 1, Max: 100), Threshold.CreateMinimumRuns(10)]);

    public override string NoDataReason => "Too few of its runs finished in the last 24 hours to tell.";

    public override IEnumerable<RuleResult> Evaluate(RuleInput input, RuleSetting setting) => input.Scripts
        .Where(script => script.Day.Finished >= setting[Threshold.MinimumRuns])
        .Select(script => FailureRateRule.CreateResult(script.Script, script.Day, setting[Threshold.Percent]));
}
