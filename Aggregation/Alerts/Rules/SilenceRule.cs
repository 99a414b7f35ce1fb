using static Telemetry.Aggregation.Alerts.Rules.Words;

namespace Telemetry.Aggregation.Alerts.Rules;

/// <summary>No instance of an application reports any more, although some did every hour.</summary>
public sealed class SilenceRule : AlertRule
{
    private const string HoursOfSilence = "hours";

    // Of the 24 up to its last report.
    private const int HourlyFrom = 20;

    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new(
        "silence",
        "An application is silent",
        "No instance of an application that reported hourly has reported for so many hours.",
        [new(HoursOfSilence, "Hours of silence", 3, Least: 1, Most: 168)]);

    /// <summary>Silence grows by itself.</summary>
    public override double WorseBy => 2;

    /// <inheritdoc/>
    public override string NothingLeft => "It has no instances any more, or has not reported for 15 days.";

    /// <inheritdoc/>
    public override IEnumerable<Finding> Judge(Numbers numbers, RuleSetting setting)
    {
        foreach (var app in numbers.Reports)
        {
            // While this platform did not listen there was no silence to hear. It ends none either.
            var silent = Math.Max(0, (numbers.At - app.NewestAt).TotalHours);
            var heard = Math.Min(silent, (numbers.At - numbers.WatchingSince).TotalHours);
            yield return new(
                app.Name,
                app.Hours >= HourlyFrom && heard >= setting[HoursOfSilence],
                silent,
                setting[HoursOfSilence],
                $"Its last report came {Hours(silent)} ago; until then it reported in {app.Hours} of 24 hours (threshold {Hours(setting[HoursOfSilence])}).")
            {
                App = app.App,
            };
        }
    }
}
