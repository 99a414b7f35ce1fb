using static Telemetry.Aggregation.Alerts.Rules.Words;

namespace Telemetry.Aggregation.Alerts.Rules;

/// <summary>Too many of all runs fail.</summary>
/// <param name="failureThreshold">FAILURE_THRESHOLD, percent.</param>
public sealed class FailureRateRule(int failureThreshold) : AlertRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new(
        "failure_rate",
        "Runs fail",
        "More than so many percent of all runs of the last 24 hours failed.",
        [new(Threshold.Percent, "Failed runs, percent", failureThreshold, Least: 1, Most: 100), Threshold.RunsAtLeast(10)]);

    /// <inheritdoc/>
    public override string NothingLeft => "Too few runs finished in the last 24 hours to tell.";

    /// <inheritdoc/>
    public override IEnumerable<Finding> Judge(Numbers numbers, RuleSetting setting)
    {
        if (numbers.Runs.Finished >= setting[Threshold.MinimumRuns])
            yield return OfRate("", numbers.Runs, setting[Threshold.Percent]);
    }

    /// <summary>What a failure rate says by itself.</summary>
    internal static Finding OfRate(string subject, Outcomes day, int percent) =>
        new(subject, day.FailureRate > percent, day.FailureRate, percent, $"{Failures(day)} (threshold {percent} %).");
}
