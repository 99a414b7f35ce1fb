using Telemetry.Aggregation.Alerts.Incidents;
using Telemetry.Aggregation.Alerts.Rules;

namespace Telemetry.Tests.Aggregation.Alerts;

public sealed class IncidentLifecycleTests
{
    private const int Threshold = 20;

    private static readonly DateTime Start = new(2026, 5, 4, 12, 0, 0, DateTimeKind.Utc);

    /// <summary>One evaluation a minute; the cooldown is five. "-": nothing to judge, "?": it cannot be judged.</summary>
    [Theory]
    [InlineData("20", "")]
    [InlineData("20.1", "0 opened")]
    [InlineData("30 30 30 30 30 30 30", "0 opened")]
    [InlineData("30 40 40 40 40 40", "0 opened, 5 worsened")] // not before the cooldown
    [InlineData("30 32.9 32.9 32.9 32.9 32.9 32.9 33", "0 opened, 7 worsened")] // by a tenth
    [InlineData("30 30 30 30 30 34 40 40 40 40 40", "0 opened, 5 worsened, 10 worsened")] // each time against what was told
    [InlineData("40 25 25 25 25 25 40 40 43", "0 opened")] // back at what was told is not worse
    [InlineData("30 18 18", "0 opened, 2 ended")]
    [InlineData("30 18.1 18.1 18.1", "0 opened")] // a tenth below the threshold
    [InlineData("30 10 30 10 30 10", "0 opened")] // twice in a row
    [InlineData("30 10 19 10 19 10 10", "0 opened, 6 ended")]
    [InlineData("20.1 19.9 20.1 19.9 20.1 19.9 20.1", "0 opened")] // it swings around the threshold
    [InlineData("30 - -", "0 opened, 2 ended")]
    [InlineData("30 - 30 - -", "0 opened, 4 ended")]
    [InlineData("30 - ? ? -", "0 opened, 4 ended")]
    [InlineData("30 ? ? ?", "0 opened")]
    [InlineData("30 10 10 30", "0 opened, 2 ended, 3 opened")]
    [InlineData("- ? 0", "")]
    public void Is_told_once_and_again_when_it_is_worse_and_once_when_it_is_over(string values, string steps)
    {
        var rule = new ScriptFailureRateRule(Threshold);
        var open = new List<Incident>();
        var told = new List<string>();
        foreach (var (minute, value) in values.Split(' ').Index())
        {
            var results = value switch
            {
                "?" => null,
                "-" => Array.Empty<RuleResult>(),
                _ => [Found(double.Parse(value))],
            };
            var changes = IncidentLifecycle.Advance(rule, open, results, Start.AddMinutes(minute), TimeSpan.FromMinutes(5)).ToList();
            told.AddRange(changes.Where(
                change => change.Step is not null).Select(change => $"{minute} {change.Step.ToString()!.ToLowerInvariant()}"));
            if (results is not null)
                open = [.. changes.Select(change => change.Incident).Where(incident => incident.EndedAt is null)];
            Assert.InRange(open.Count, 0, 1);
        }

        Assert.Equal(steps, string.Join(", ", told));
    }

    [Fact]
    public void The_worst_come_first_and_no_more_than_a_thousand()
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
    public void A_rule_that_is_switched_off_ends_its_incidents_at_once()
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
