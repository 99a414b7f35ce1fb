using Telemetry.Aggregation.Alerts.Incidents;
using Telemetry.Aggregation.Alerts.Rules;

namespace Telemetry.Tests.Aggregation.Alerts;

public sealed class IncidentLifecycleTests
{
    private const int Threshold = 20;

    private static readonly DateTime Start = new(2026, 5, 4, 12, 0, 0, DateTimeKind.Utc);

    /// <summary>One evaluation a minute; the cooldown is five minutes. "-": no result for the script, "?": not enough data.</summary>
    [Theory]
    [InlineData("20", "")]
    [InlineData("20.1", "0 opened")]
    [InlineData("30 30 30 30 30 30 30", "0 opened")]
    [InlineData("30 40 40 40 40 40", "0 opened, 5 worsened")] // not before the cooldown
    [InlineData("30 32.9 32.9 32.9 32.9 32.9 32.9 33", "0 opened, 7 worsened")] // by a tenth
    [InlineData("30 30 30 30 30 34 40 40 40 40 40", "0 opened, 5 worsened, 10 worsened")] // each time compared with the value last reported
    [InlineData("40 25 25 25 25 25 40 40 43", "0 opened")] // a return to the value last reported is not worse
    [InlineData("30 18 18", "0 opened, 2 ended")]
    [InlineData("30 18.1 18.1 18.1", "0 opened")] // a tenth below the threshold
    [InlineData("30 10 30 10 30 10", "0 opened")] // it ends only after two values in a row
    [InlineData("30 10 19 10 19 10 10", "0 opened, 6 ended")]
    [InlineData("20.1 19.9 20.1 19.9 20.1 19.9 20.1", "0 opened")] // values that alternate around the threshold
    [InlineData("30 - -", "0 opened, 2 ended")]
    [InlineData("30 - 30 - -", "0 opened, 4 ended")]
    [InlineData("30 - ? ? -", "0 opened, 4 ended")]
    [InlineData("30 ? ? ?", "0 opened")]
    [InlineData("30 10 10 30", "0 opened, 2 ended, 3 opened")]
    [InlineData("- ? 0", "")]
    public void An_incident_opens_once_worsens_after_the_cooldown_and_ends_after_two_evaluations(string values, string steps)
    {
        var rule = new ScriptFailureRateRule(Threshold);
        var open = new List<Incident>();
        var reported = new List<string>();
        foreach (var (minute, value) in values.Split(' ').Index())
        {
            var results = value switch
            {
                "?" => null,
                "-" => Array.Empty<RuleResult>(),
                _ => [Found(double.Parse(value))],
            };
            var changes = IncidentLifecycle.Advance(rule, open, results, Start.AddMinutes(minute), TimeSpan.FromMinutes(5)).ToList();
            reported.AddRange(changes.Where(
                change => change.Step is not null).Select(change => $"{minute} {change.Step.ToString()!.ToLowerInvariant()}"));
            if (results is not null)
                open = [.. changes.Select(change => change.Incident).Where(incident => incident.EndedAt is null)];
            Assert.InRange(open.Count, 0, 1);
        }

        Assert.Equal(steps, string.Join(", ", reported));
    }

    [Fact]
    public void At_most_1000_incidents_open_per_rule_and_the_worst_come_first()
    {
        var results = Enumerable.Range(0, 1500).Select(number => Found(21 + (number % 70)) with { Subject = $"script {number}" }).ToList();

        var changes = IncidentLifecycle.Advance(new ScriptFailureRateRule(Threshold), [], results, Start, TimeSpan.FromHours(1)).ToList();
        var next = IncidentLifecycle.Advance(
            new ScriptFailureRateRule(Threshold), [.. changes.Select(change => change.Incident)], results, Start,
            TimeSpan.FromHours(1)).ToList();

        Assert.Equal(IncidentLifecycle.MaxPerRule, changes.Count);
        Assert.Equal(changes.OrderByDescending(change => change.Incident.Value), changes);
        Assert.All(next, change => Assert.Null(change.Step));
    }

    [Fact]
    public void Disabling_a_rule_ends_its_incidents_at_once()
    {
        var opened = Assert.Single(
            IncidentLifecycle.Advance(new ScriptFailureRateRule(Threshold), [], [Found(50)], Start, TimeSpan.FromHours(1)));

        var ended = Assert.Single(IncidentLifecycle.EndAll([opened.Incident], Start.AddMinutes(1)));

        Assert.Equal(
            ("Ended", "The rule was switched off.", Start.AddMinutes(1)),
            (ended.Step.ToString(), ended.Incident.Reason, ended.Incident.EndedAt));
        Assert.Equal(opened.Incident.Id, ended.Incident.Id);
    }

    private static RuleResult Found(double value) => new("docker", value > Threshold, value, Threshold, $"{value} %");
}
