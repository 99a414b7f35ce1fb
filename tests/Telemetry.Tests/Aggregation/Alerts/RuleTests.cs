using Telemetry.Aggregation.Alerts.Rules;

namespace Telemetry.Tests.Aggregation.Alerts;

public sealed class RuleTests
{
    private static readonly DateTime Now = new(2026, 5, 4, 12, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData(7, 2, null)] // 9 runs
    [InlineData(7, 3, true)] // 10 runs
    [InlineData(8, 2, false)] // exactly at the threshold
    [InlineData(799, 201, true)] // 20.1 %
    [InlineData(7997, 2003, false)] // 20.03 % is 20.0 %, as everywhere
    [InlineData(0, 10, true)]
    [InlineData(10, 0, false)]
    [InlineData(0, 0, null)]
    public void The_failure_rate_rules_fire_above_the_threshold_with_at_least_10_runs(long succeeded, long failed, bool? holds)
    {
        var day = RunOutcomes(succeeded, failed);

        Assert.Equal(holds, Single(new FailureRateRule(20), RuleInput() with { Runs = day })?.IsFiring);
        Assert.Equal(
            holds, Single(new ScriptFailureRateRule(20), RuleInput() with { Scripts = [new("docker", day, RunOutcomes(0, 0))] })?.IsFiring);
    }

    [Theory]
    [InlineData(8, 2, 18, 2, true)] // 20 % after 10 %: doubled
    [InlineData(81, 19, 18, 2, false)] // 19 %
    [InlineData(8, 1, 18, 2, null)] // 9 runs now
    [InlineData(8, 2, 8, 1, null)] // 9 runs before
    [InlineData(8, 2, 9, 1, true)] // 10 before
    [InlineData(9, 1, 100, 0, false)] // below the minimum of two failures
    [InlineData(8, 2, 100, 0, true)] // any rate is twice a rate of 0
    [InlineData(10, 0, 100, 0, false)] // but a rate of 0 is not
    [InlineData(2, 8, 6, 4, true)] // 80 % after 40 %
    [InlineData(3, 7, 6, 4, false)]
    public void A_rule_fires_when_the_failure_rate_of_a_script_is_twice_that_of_the_week_before(
        long succeeded, long failed, long succeededBefore, long failedBefore, bool? holds)
    {
        var input = RuleInput() with { Scripts = [new(
            "docker", RunOutcomes(succeeded, failed), RunOutcomes(succeededBefore, failedBefore))] };

        Assert.Equal(holds, Single(new ScriptFailingTwiceRule(), input)?.IsFiring);
    }

    [Theory]
    [InlineData(10, 7, false)] // exactly 30 %
    [InlineData(10, 6, true)]
    [InlineData(1000, 700, false)]
    [InlineData(1000, 699, true)]
    [InlineData(4, 0, null)] // too few
    [InlineData(5, 0, true)]
    [InlineData(5, 9, false)]
    public void The_instances_rule_fires_when_active_instances_fall_by_more_than_the_threshold(int before, int now, bool? holds)
    {
        var input = RuleInput() with { Active = [new("wiki", "Wiki", before, now)] };

        Assert.Equal(holds, Single(new InstancesFallingRule(), input)?.IsFiring);
    }

    [Theory]
    [InlineData(3.0, 24, true)]
    [InlineData(2.99, 24, false)]
    [InlineData(3.0, 20, true)]
    [InlineData(3.0, 19, false)] // it did not report hourly
    [InlineData(-0.05, 24, false)] // the clock of a client is ahead
    public void The_silence_rule_fires_after_3_hours_for_applications_that_reported_hourly(double silent, int hours, bool holds)
    {
        var input = RuleInput() with { Reports = [new("wiki", "Wiki", Now.AddHours(-silent), hours)] };

        Assert.Equal(holds, Single(new SilenceRule(), input)!.IsFiring);
    }

    [Theory]
    [InlineData(2.99, false)]
    [InlineData(3.0, true)]
    public void The_silence_rule_fires_only_after_the_platform_has_run_for_3_hours(double watched, bool holds)
    {
        var input = RuleInput() with { WatchingSince = Now.AddHours(-watched), Reports = [new("wiki", "Wiki", Now.AddHours(-10), 24)] };

        var result = Single(new SilenceRule(), input)!;

        Assert.Equal((holds, 10), (result.IsFiring, result.Value));
    }

    [Theory]
    [InlineData(1.99, 1, false)]
    [InlineData(2.0, 1, true)]
    [InlineData(2.0, 0, false)] // no counts of a day ago
    public void The_instances_rule_has_enough_data_after_the_platform_has_run_for_2_hours(double watched, int known, bool can)
    {
        var active = Enumerable.Repeat(new ActiveInstances("wiki", "Wiki", 10, 1), known).ToList();

        Assert.Equal(
            can, new InstancesFallingRule().HasEnoughData(RuleInput() with { WatchingSince = Now.AddHours(-watched), Active = active }));
    }

    [Fact]
    public void Each_rule_states_its_numbers_in_the_reason()
    {
        var day = RunOutcomes(792, 408);
        var input = RuleInput() with
        {
            Runs = day,
            Scripts = [new("docker", day, RunOutcomes(1800, 200))],
            Active = [new("wiki", "Wiki", 1200, 600)],
            Reports = [new("wiki", "Wiki", Now.AddHours(-3.25), 24)],
        };

        Assert.Equal(
            "34.0 % of 1,200 finished runs failed in the last 24 hours (threshold 20 %).", Single(new FailureRateRule(20), input)!.Reason);
        Assert.Equal(
            "34.0 % of 1,200 finished runs failed in the last 24 hours, "
            + "10.0 % of 2,000 in the seven days before (threshold 2 times as many).",
            Single(new ScriptFailingTwiceRule(), input)!.Reason);
        Assert.Equal("600 active instances now and 1,200 a day ago: 50.0 % fewer (threshold 30 %).", Single(
            new InstancesFallingRule(), input)!.Reason);
        Assert.Equal(
            "Its last report came 3.3 hours ago; until then it reported in 24 of 24 hours (threshold 3.0 hours).",
            Single(new SilenceRule(), input)!.Reason);
    }

    [Fact]
    public void Thresholds_set_by_an_admin_override_the_defaults()
    {
        var input = RuleInput() with { Runs = RunOutcomes(3, 1) };
        var rule = new FailureRateRule(20);
        var setting = new RuleSetting(Enabled: true, new Dictionary<string, int> { ["percent"] = 24, ["minimum_runs"] = 4 });

        Assert.True(Assert.Single(rule.Evaluate(input, setting)).IsFiring);
        Assert.Empty(rule.Evaluate(input, rule.Definition.Default));
    }

    private static RuleResult? Single(AlertRule rule, RuleInput input) => rule.Evaluate(input, rule.Definition.Default).SingleOrDefault();

    private static RunOutcomes RunOutcomes(long succeeded, long failed) =>
        new(succeeded, failed, succeeded + failed == 0 ? 0 : (double)Math.Round(
            100m * failed / (succeeded + failed), 1, MidpointRounding.AwayFromZero));

    private static RuleInput RuleInput() => new(Now, Now.AddDays(-10), RunOutcomes(0, 0), [], [], []);
}
