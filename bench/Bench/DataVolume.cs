using Telemetry.Fleet;
using Telemetry.Fleet.Simulation;

namespace Telemetry.Bench;

internal sealed record DataVolume(int Runs, int Snapshots, int Starts)
{
    public const int Factor = 100;

    public DataVolume Hundredth => new(Runs / Factor, Snapshots / Factor, Starts / Factor);

    /// <summary>
    /// The same applications, scripts and days in every run, and as many instances as the snapshots need. 29 days, so that a long loading
    /// stays within the accepted 30 days.
    /// </summary>
    public FleetOptions Fleet(Uri gateway)
    {
        const int Sample = 300;
        var fleet = new FleetOptions { Gateway = gateway, Seed = 1, History = TimeSpan.FromDays(29), Instances = Sample };
        var each = new FleetRun(fleet, TimeProvider.System.GetUtcNow()).Planned / (double)Sample;
        return fleet with
        {
            Instances = Math.Max(fleet.Applications, (int)Math.Round(Snapshots / each)),
            Runs = Runs,
            Light = true,
            Starts = Starts,
        };
    }
}
