using Telemetry.Fleet;

namespace Telemetry.Bench;

/// <summary>How much data there is.</summary>
public sealed record Amount(int Runs, int Snapshots, int Starts)
{
    /// <summary>The large amount by the small one.</summary>
    public const int Factor = 100;

    /// <summary>A hundredth.</summary>
    public Amount Hundredth => new(Runs / Factor, Snapshots / Factor, Starts / Factor);

    /// <summary>
    /// The fleet that tells it: always the same applications, scripts and days (29, so that a long loading stays within the 30 that are
    /// accepted), and as many instances as the snapshots take.
    /// </summary>
    public FleetOptions Fleet(Uri gateway)
    {
        const int Sample = 300;
        var fleet = new FleetOptions { Gateway = gateway, Seed = 1, History = TimeSpan.FromDays(29), Instances = Sample };
        var each = new FleetRun(fleet, TimeProvider.System.GetUtcNow()).Planned / (double)Sample;
        return fleet with { Instances = Math.Max(fleet.Applications, (int)Math.Round(Snapshots / each)), Runs = Runs, Light = true, Starts = Starts };
    }
}
