using static Telemetry.Aggregation.Alerts.Rules.Words;

namespace Telemetry.Aggregation.Alerts.Rules;

/// <summary>A script fails much more often than it did, even if that is not above any absolute threshold.</summary>
public sealed class ScriptFailingTwiceRule : AlertRule
{
    private const string Times = "times";
    private const string MinimumFailures = "minimum_failures";

    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new(
        "script_failing_twice",
        "A script fails more often than before",
        "A script's failure rate of the last 24 hours is so many times that of the seven days before.",
        [
            new(Times, "Times the rate before", 2, Least: 2, Most: 100),
            Threshold.RunsAtLeast(10),
            // Where nothing failed before, any failure is more than twice as many.
            new(MinimumFailures, "Failed runs, at least", 2, Least: 1, Most: 1_000_000),
        ]);

    /// <inheritdoc/>
    public override string NothingLeft => "Too few of its runs finished in the last 24 hours, or in the seven days before, to compare.";

    /// <inheritdoc/>
    public override IEnumerable<Finding> Judge(Numbers numbers, RuleSetting setting)
    {
        var least = setting[Threshold.MinimumRuns];
        foreach (var script in numbers.Scripts.Where(script => script.Day.Finished >= least && script.WeekBefore.Finished >= least))
        {
            var (day, before) = (script.Day, script.WeekBefore);
            var threshold = setting[Times] * before.FailureRate;
            yield return new(
                script.Script,
                day.Failed >= setting[MinimumFailures] && day.FailureRate > 0 && day.FailureRate >= threshold,
                day.FailureRate,
                threshold,
                $"{Failures(day)}, {Percent(before.FailureRate)} of {Count(before.Finished)} in the seven days before (threshold {setting[Times]} times as many).");
        }
    }
}
