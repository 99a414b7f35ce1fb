using static Telemetry.Aggregation.Alerts.Rules.AlertText;

namespace Telemetry.Aggregation.Alerts.Rules;

/// <summary>The failure rate of a script has grown, even below any absolute threshold.</summary>
internal sealed class ScriptFailingTwiceRule : AlertRule
{
    private const string Times = "times";
    private const string MinimumFailures = "minimum_failures";

    public override RuleDefinition Definition { get; } = new(
        "script_failing_twice",
        "A script fails more often than before",
        "A script's failure rate of the last 24 hours is so many times that of the seven days before.",
        [
            new(Times, "Times the rate before", 2, Min: 2, Max: 100),
            Threshold.CreateMinimumRuns(10),
            // If the earlier rate was 0, a single failure would fire the rule.
            new(MinimumFailures, "Failed runs, at least", 2, Min: 1, Max: 1_000_000),
        ]);

    public override string NoDataReason => "Too few of its runs finished in the last 24 hours, or in the seven days before, to compare.";

    public override IEnumerable<RuleResult> Evaluate(RuleInput input, RuleSetting setting)
    {
        var minimum = setting[Threshold.MinimumRuns];
        foreach (var script in input.Scripts.Where(script => script.Day.Finished >= minimum && script.WeekBefore.Finished >= minimum))
        {
            var (day, before) = (script.Day, script.WeekBefore);
            var threshold = setting[Times] * before.FailureRate;
            yield return new(
                script.Script,
                day.Failed >= setting[MinimumFailures] && day.FailureRate > 0 && day.FailureRate >= threshold,
                day.FailureRate,
                threshold,
                $"{Failures(day)}, {Percent(before.FailureRate)} of {Count(before.Finished)} in the seven days before "
                + $"(threshold {setting[Times]} times as many).");
        }
    }
}
