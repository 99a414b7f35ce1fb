using System.Text.Json;
using Telemetry.EndToEnd.Fixtures;
using Telemetry.Fleet;

namespace Telemetry.EndToEnd;

/// <summary>A fleet of instances against the whole platform: what was acknowledged is what is counted.</summary>
[Collection(SharedPlatform.Collection)]
public sealed class FleetTests(SharedPlatform shared)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly Platform _platform = shared.Platform;

    [Fact]
    public async Task Every_acknowledged_snapshot_of_a_fleet_is_counted_once()
    {
        var instancesBefore = await InstancesAsync();
        var snapshotsBefore = await SnapshotsAsync();

        var result = await PlayAsync(new FleetOptions { Instances = 30, History = TimeSpan.FromDays(3) });

        Assert.Equal(30, result.Instances);
        Assert.Equal(0, result.Unacknowledged);
        await Eventually.GetAsync(InstancesAsync, count => count == instancesBefore + 30, Deadline, $"{instancesBefore + 30} instances");
        await Eventually.GetAsync(SnapshotsAsync, count => count == snapshotsBefore + result.Snapshots, Deadline, $"{snapshotsBefore + result.Snapshots} snapshots");
    }

    [Fact]
    public async Task Nothing_acknowledged_is_lost_when_processes_are_killed_under_load()
    {
        var before = await SnapshotsAsync();
        var fleet = new FleetRun(
            new FleetOptions { Gateway = _platform.Gateway, Instances = 40, Rate = 250, Duration = TimeSpan.FromMinutes(10) }, TimeProvider.System.GetUtcNow());
        var running = fleet.RunAsync(CancellationToken.None);

        foreach (var victim in new[] { "Telemetry.Aggregation", "Telemetry.Ingestion", "Telemetry.Gateway", "Telemetry.Dashboard", "beam.smp" })
        {
            await LoadFlowsAsync(fleet);
            var killed = Assert.Single(ChildProcesses.Find(victim));
            ChildProcesses.Kill(killed);
            await Eventually.GetAsync(
                () => Task.FromResult(ChildProcesses.Find(victim)), found => found.Count == 1 && found[0] != killed, Deadline, $"{victim} started again");
        }

        await LoadFlowsAsync(fleet);
        fleet.Finish();
        var result = await running;

        Assert.Equal(0, result.Unacknowledged);
        await Eventually.GetAsync(SnapshotsAsync, count => count >= before + result.Snapshots, Deadline, $"{before + result.Snapshots} snapshots");
        Assert.Equal(before + result.Snapshots, await SnapshotsAsync());
    }

    // Not "some time later": the platform works again once posts are acknowledged again.
    private static async Task LoadFlowsAsync(FleetRun fleet)
    {
        var before = fleet.Snapshots;
        await Eventually.HoldsAsync(() => fleet.Snapshots > before + 100, TimeSpan.FromMinutes(1), "a hundred more acknowledged snapshots");
    }

    private async Task<FleetResult> PlayAsync(FleetOptions options) =>
        await new FleetRun(options with { Gateway = _platform.Gateway }, TimeProvider.System.GetUtcNow()).RunAsync(CancellationToken.None);

    private async Task<int> InstancesAsync() =>
        await _platform.ReadAsync("/api/v1/admin/stats") is { ValueKind: JsonValueKind.Object } stats ? stats.GetProperty("total_instances").GetInt32() : -1;

    private Task<long> SnapshotsAsync() => _platform.QueryAsync<long>("select count(*) from analytics.snapshots");
}
