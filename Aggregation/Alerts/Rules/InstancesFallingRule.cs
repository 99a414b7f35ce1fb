using static Telemetry.Aggregation.Alerts.Rules.Words;

namespace Telemetry.Aggregation.Alerts.Rules;

/// <summary>
/// An application loses instances. An instance is active here while it has reported within 24 hours: it does not matter how often instances
/// report, or at what time of the day.
/// </summary>
public sealed class InstancesFallingRule : AlertRule
{
    private const string MinimumInstances = "minimum_instances";

    // Most instances report every hour: so long after an outage of the platform those that have not reported yet are none.
    private static readonly TimeSpan Settled = TimeSpan.FromHours(2);

    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new(
        "instances_falling",
        "Instances go away",
        "An application's active instances became fewer by more than so many percent within 24 hours.",
        [
            new(Threshold.Percent, "Fewer instances, percent", 30, Least: 1, Most: 99),
            new(MinimumInstances, "Instances before, at least", 5, Least: 1, Most: 1_000_000),
        ]);

    /// <inheritdoc/>
    public override string NothingLeft => "It has too few instances to tell.";

    /// <inheritdoc/>
    public override bool CanJudge(Numbers numbers) => numbers.Active.Count > 0 && numbers.At - numbers.WatchingSince >= Settled;

    /// <inheritdoc/>
    public override IEnumerable<Finding> Judge(Numbers numbers, RuleSetting setting)
    {
        foreach (var app in numbers.Active.Where(app => app.DayBefore >= setting[MinimumInstances]))
        {
            var fallen = Math.Round(100.0 * Math.Max(0, app.DayBefore - app.Now) / app.DayBefore, 1, MidpointRounding.AwayFromZero);
            yield return new(
                app.Name,
                fallen > setting[Threshold.Percent],
                fallen,
                setting[Threshold.Percent],
                $"{Count(app.Now, "active instance", "active instances")} now and {Count(app.DayBefore)} a day ago: {Percent(fallen)} fewer (threshold {setting[Threshold.Percent]} %).")
            {
                App = app.App,
            };
        }
    }
}
