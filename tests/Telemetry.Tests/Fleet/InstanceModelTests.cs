using Telemetry.Fleet.Simulation;

namespace Telemetry.Tests.Fleet;

public sealed class InstanceModelTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_same_seed_creates_the_same_instances()
    {
        var options = new FleetOptions { Instances = 50, History = TimeSpan.FromDays(30), Seed = 7 };

        var first = InstanceModel.Make(options, Now);
        var second = InstanceModel.Make(options, Now);

        Assert.Equal(first.Select(instance => instance.Snapshot(Now)), second.Select(instance => instance.Snapshot(Now)));
        Assert.Equal(50, first.Select(instance => instance.Id).Distinct().Count());
    }

    [Fact]
    public void A_month_has_new_and_quiet_instances_and_upgrades()
    {
        var fleet = InstanceModel.Make(new FleetOptions { Instances = 300, History = TimeSpan.FromDays(30), Seed = 7 }, Now);

        Assert.InRange(fleet.Count(instance => instance.Born > Now.AddDays(-29)), 60, 140);
        Assert.InRange(fleet.Count(instance => instance.LastSeen < Now), 10, 50);
        Assert.All(fleet, instance => Assert.InRange(instance.Born, Now.AddDays(-30), instance.LastSeen));
        Assert.InRange(fleet.Count(instance => instance.VersionAt(Now, Now) != instance.VersionAt(Now.AddDays(-30), Now)), 200, 300);
    }

    [Fact]
    public void Business_metrics_grow_over_time()
    {
        var fleet = InstanceModel.Make(new FleetOptions { Instances = 20, History = TimeSpan.FromDays(30), Seed = 7 }, Now);
        var sum = (DateTimeOffset moment) => fleet.Sum(instance =>
            JsonElement.Parse(instance.Snapshot(moment)).GetProperty("metrics").TryGetProperty("users_count", out var users)
                ? users.GetDecimal()
                : 0);

        Assert.True(sum(Now) > sum(Now.AddDays(-20)) * 1.1m);
    }
}
