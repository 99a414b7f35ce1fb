using static Telemetry.Aggregation.Alerts.Rules.AlertText;

namespace Telemetry.Aggregation.Alerts.Rules;

/// <summary>
/// An application loses instances. An instance is active while it has reported within 24 hours, so neither the frequency nor the time of
/// day of reports matters.
/// </summary>
internal sealed class InstancesFallingRule : AlertRule
{
    private const string MinimumInstances = "minimum_instances";

    // Most instances report every hour. After an outage, instances without a report may still be active until then.
    private static readonly TimeSpan WarmUp = TimeSpan.FromHours(2);

    public override RuleDefinition Definition { get; } = new(
        "instances_falling",
        "Instances go away",
        "An application's active instances became fewer by more than so many percent within 24 hours.",
        [
            new(Threshold.Percent, "Fewer instances, percent", 30, Min: 1, Max: 99),
            new(MinimumInstances, "Instances before, at least", 5, Min: 1, Max: 1_000_000),
        ]);

    public override string NoDataReason => "It has too few instances to tell.";

    public override bool HasEnoughData(RuleInput input) => input.Active.Count > 0 && input.At - input.WatchingSince >= WarmUp;

    public override IEnumerable<RuleResult> Evaluate(RuleInput input, RuleSetting setting)
    {
        foreach (var app in input.Active.Where(app => app.DayBefore >= setting[MinimumInstances]))
        {
            var decrease = Math.Round(100.0 * Math.Max(0, app.DayBefore - app.Now) / app.DayBefore, 1, MidpointRounding.AwayFromZero);
            yield return new(
                app.Name,
                decrease > setting[Threshold.Percent],
                decrease,
                setting[Threshold.Percent],
                $"{Count(app.Now, "active instance", "active instances")} now and {Count(app.DayBefore)} a day ago: "
                + $"{Percent(decrease)} fewer (threshold {setting[Threshold.Percent]} %).")
            {
                App = app.App,
            };
        }
    }
}
