using static Telemetry.Aggregation.Alerts.Rules.AlertText;

namespace Telemetry.Aggregation.Alerts.Rules;

/// <summary>No instance of an application reports any more, although some did every hour.</summary>
internal sealed class SilenceRule : AlertRule
{
    private const string HoursOfSilence = "hours";

    // The minimum of hours with a report, of the 24 before the last one, for an application to count as reporting hourly.
    private const int MinHours = 20;

    public override RuleDefinition Definition { get; } = new(
        "silence",
        "An application is silent",
        "No instance of an application that reported hourly has reported for so many hours.",
        [new(HoursOfSilence, "Hours of silence", 3, Min: 1, Max: 168)]);

    // The value, the duration of the silence, grows by itself.
    public override double WorseFactor => 2;

    public override string NoDataReason => "It has no instances any more, or has not reported for 15 days.";

    public override IEnumerable<RuleResult> Evaluate(RuleInput input, RuleSetting setting)
    {
        foreach (var app in input.Reports)
        {
            // The time before watchingSince is not counted as silence, and does not end a silence.
            var silent = Math.Max(0, (input.At - app.NewestAt).TotalHours);
            var observed = Math.Min(silent, (input.At - input.WatchingSince).TotalHours);
            yield return new(
                app.Name,
                app.Hours >= MinHours && observed >= setting[HoursOfSilence],
                silent,
                setting[HoursOfSilence],
                $"Its last report came {Hours(silent)} ago; until then it reported in {app.Hours} of 24 hours "
                + $"(threshold {Hours(setting[HoursOfSilence])}).")
            {
                App = app.App,
            };
        }
    }
}
