using System.Globalization;
using Telemetry.Fleet;
using Telemetry.Fleet.Simulation;

namespace Telemetry.Tests.Deploy.Cluster;

/// <summary>A fleet that posts reports of every kind until the test stops it.</summary>
public sealed class Load
{
    private readonly FleetRun _instances;
    private readonly FleetRun _others;
    private readonly Task<FleetResult[]> _running;

    public Load(Uri gateway)
    {
        var options = new FleetOptions { Gateway = gateway, Rate = 50, Concurrency = 16 };
        var now = TimeProvider.System.GetUtcNow();
        _instances = new FleetRun(options with { Instances = 10, Duration = TimeSpan.FromMinutes(10) }, now);
        _others = new FleetRun(options with { Instances = 0, Runs = 50_000, Starts = 50_000 }, now);
        _running = Task.WhenAll(_instances.RunAsync(CancellationToken.None), _others.RunAsync(CancellationToken.None));
    }

    /// <summary>Every response besides acknowledgements and 503, after which clients send again.</summary>
    public IEnumerable<string> Refused =>
        from fleet in new[] { _instances, _others }
        from response in fleet.Responses.Counts
        where response.Status[0] != '2' && response.Status != "503"
        let example = fleet.Responses.Examples.GetValueOrDefault($"{response.Route} {response.Status}")
        select string.Create(CultureInfo.InvariantCulture, $"{response.Count} x {response.Route}: {response.Status} {example}");

    /// <summary>Waits until more reports of every kind are acknowledged.</summary>
    public async Task WaitForProgressAsync()
    {
        var (snapshots, runs, starts) = (_instances.Snapshots, _others.Runs, _others.Starts);
        await Eventually.TrueAsync(
            "snapshots, runs and starts are acknowledged",
            () => Task.FromResult(_instances.Snapshots > snapshots + 20 && _others.Runs > runs + 5 && _others.Starts > starts + 5));
    }

    /// <summary>Stops the fleet and returns the numbers of acknowledged reports. Fails if a report was given up.</summary>
    public async Task<Acknowledged> EndAsync()
    {
        _instances.Finish();
        _others.Finish();
        var results = await _running;
        Assert.All(results, result => Assert.Equal(0, result.Unacknowledged));
        return new(results.Sum(result => result.Snapshots), results.Sum(result => result.Runs.Total), results.Sum(result => result.Starts));
    }
}

/// <summary>Numbers of acknowledged reports.</summary>
public sealed record Acknowledged(long Snapshots, long Runs, long Starts);
