using static Telemetry.Aggregation.Alerts.Rules.AlertText;

namespace Telemetry.Aggregation.Alerts.Rules;

internal sealed class FailureRateRule(int failureThreshold) : AlertRule
{
    public override RuleDefinition Definition { get; } = new(
        "failure_rate",
        "Runs fail",
        "More than so many percent of all runs of the last 24 hours failed.",
        [new(Threshold.Percent, "Failed runs, percent", failureThreshold, Min: 1, Max: 100), Threshold.CreateMinimumRuns(10)]);

    public override string NoDataReason => "Too few runs finished in the last 24 hours to tell.";

    public override IEnumerable<RuleResult> Evaluate(RuleInput input, RuleSetting setting)
    {
        if (input.Runs.Finished >= setting[Threshold.MinimumRuns])
            yield return CreateResult("", input.Runs, setting[Threshold.Percent]);
    }

    internal static RuleResult CreateResult(string subject, RunOutcomes day, int percent) =>
        new(subject, day.FailureRate > percent, day.FailureRate, percent, $"{Failures(day)} (threshold {percent} %).");
}
