using System.Text.Json;
using Telemetry.EndToEnd.Fixtures;
using Telemetry.Fleet;
using Telemetry.Fleet.Simulation;
using Telemetry.Tests.Fixtures;

namespace Telemetry.EndToEnd;

/// <summary>A fleet of clients against the whole platform: every acknowledged report is counted.</summary>
[Collection(SharedPlatform.Collection)]
public sealed class FleetTests(SharedPlatform shared)
{
    private readonly Platform _platform = shared.Platform;

    [Fact]
    public async Task Every_acknowledged_snapshot_of_a_fleet_is_counted_once()
    {
        var instancesBefore = await InstancesAsync();
        var snapshotsBefore = await SnapshotsAsync();

        var result = await PlayAsync(new FleetOptions { Instances = 30, History = TimeSpan.FromDays(3) });

        Assert.Equal(30, result.Instances);
        Assert.Equal(0, result.Unacknowledged);
        await Eventually.GetAsync(InstancesAsync, count => count == instancesBefore + 30, $"{instancesBefore + 30} instances");
        await Eventually.GetAsync(
            SnapshotsAsync,
            count => count == snapshotsBefore + result.Snapshots,
            $"{snapshotsBefore + result.Snapshots} snapshots");
    }

    [Fact]
    public async Task Every_report_of_a_fleet_of_all_protocols_is_counted_once_and_none_is_refused()
    {
        var before = await CountedAsync();

        var result = await PlayAsync(new FleetOptions { Instances = 20, Runs = 150, Starts = 100 });

        Assert.Equal((20, 20, 150, 100, 0), (result.Instances, result.Snapshots, result.Runs.Total, result.Starts, result.Unacknowledged));
        var expected = before + result;
        Assert.Equal(expected, await Eventually.GetAsync(CountedAsync, counted => counted == expected, $"{expected}"));
        Assert.Equal(expected.Runs, await StoredRunsAsync());
    }

    [Fact]
    public async Task No_acknowledged_report_is_lost_when_processes_are_killed_under_load()
    {
        var before = await CountedAsync();
        var instances = Fleet(new FleetOptions { Instances = 40, Rate = 200, Duration = TimeSpan.FromMinutes(10) });
        var others = Fleet(new FleetOptions { Instances = 0, Runs = 50_000, Starts = 50_000, Rate = 200 });
        var load = Task.WhenAll(instances.RunAsync(CancellationToken.None), others.RunAsync(CancellationToken.None));

        foreach (var victim in new[]
        {
            "Telemetry.Aggregation", "Telemetry.Ingestion", "Telemetry.Gateway", "Telemetry.Dashboard", "Telemetry.Notifications",
            "bin/postgres -D", "redis-server 127", "beam.smp",
        })
        {
            await WaitForProgressAsync(instances, others);
            var running = ChildProcesses.Find(victim);
            ChildProcesses.Kill(running[0]);
            await Eventually.GetAsync(
                () => Task.FromResult(ChildProcesses.Find(victim)),
                found => found.Count == running.Count && !found.Contains(running[0]),
                $"{victim} started again");
        }

        await WaitForProgressAsync(instances, others);
        instances.Finish();
        others.Finish();
        var results = await load;

        Assert.All(results, result => Assert.Equal(0, result.Unacknowledged));
        var expected = before + results[0] + results[1];
        Assert.Equal(expected, await Eventually.GetAsync(CountedAsync, counted => counted == expected, $"{expected}"));
        Assert.Equal(expected.Runs, await StoredRunsAsync());
    }

    // Waits until posts of every kind are acknowledged again, which shows that the platform has recovered.
    private static async Task WaitForProgressAsync(FleetRun instances, FleetRun others)
    {
        var (snapshots, runs, starts) = (instances.Snapshots, others.Runs, others.Starts);
        await Eventually.HoldsAsync(
            () => instances.Snapshots > snapshots + 100 && others.Runs > runs + 5 && others.Starts > starts + 5,
            "a hundred more acknowledged snapshots, and more runs and starts");
    }

    private FleetRun Fleet(FleetOptions options) => new(options with { Gateway = _platform.Gateway }, TimeProvider.System.GetUtcNow());

    private Task<FleetResult> PlayAsync(FleetOptions options) => Fleet(options).RunAsync(CancellationToken.None);

    private async Task<int> InstancesAsync() =>
        await _platform.ReadAsync("/api/v1/admin/stats") is { ValueKind: JsonValueKind.Object } stats
            ? stats.GetProperty("total_instances").GetInt32()
            : -1;

    private Task<long> SnapshotsAsync() => _platform.QueryAsync<long>("select count(*) from analytics.snapshots");

    // Runs and starts are counted by the read APIs, with days=30 because a test may run past midnight.
    private async Task<Counted> CountedAsync()
    {
        var runs = await _platform.ReadAsync("/api/dashboard?days=30&repo=all");
        var starts = await _platform.ReadAsync("/metrics");
        if (runs.ValueKind != JsonValueKind.Object || starts.ValueKind != JsonValueKind.Object)
            return new Counted(-1, 0, new RunCounts(0, 0, 0, 0), 0, 0);

        var outcomes = new RunCounts(
            runs.GetProperty("success_count").GetInt32(), runs.GetProperty("failed_count").GetInt32(),
            runs.GetProperty("aborted_count").GetInt32(), runs.GetProperty("installing_count").GetInt32());
        return new Counted(
            await SnapshotsAsync(),
            runs.GetProperty("total_installs").GetInt32(),
            outcomes,
            starts.GetProperty("total_deployments").GetInt32(),
            await _platform.QueryAsync<long>("select count(*) from analytics.quarantine"));
    }

    private Task<long> StoredRunsAsync() => _platform.QueryAsync<long>("select count(distinct execution_id) from analytics.runs");

    private sealed record Counted(long Snapshots, long Runs, RunCounts Outcomes, long Starts, long Quarantined)
    {
        public static Counted operator +(Counted counted, FleetResult result) => counted with
        {
            Snapshots = counted.Snapshots + result.Snapshots,
            Runs = counted.Runs + result.Runs.Total,
            Outcomes = new RunCounts(
                counted.Outcomes.Success + result.Runs.Success, counted.Outcomes.Failed + result.Runs.Failed,
                counted.Outcomes.Aborted + result.Runs.Aborted, counted.Outcomes.Open + result.Runs.Open),
            Starts = counted.Starts + result.Starts,
        };
    }
}
