namespace Telemetry.Fleet.Simulation;

internal sealed record FleetOptions
{
    public Uri Gateway { get; init; } = new("http://localhost:8080");

    public int Instances { get; init; } = 20;

    public int Applications { get; init; } = 3;

    /// <summary>The age of the first hourly snapshot; zero: each instance sends one current snapshot.</summary>
    public TimeSpan History { get; init; }

    public int Runs { get; init; }

    /// <summary>The script of all runs; null: scripts by their popularity.</summary>
    public string? BadScript { get; init; }

    /// <summary>The percentage of the runs of <see cref="BadScript"/> that fail; the others succeed.</summary>
    public int Fail { get; init; } = 40;

    /// <summary>A run has two posts, the first and the last, instead of some nine.</summary>
    public bool Light { get; init; }

    public int Starts { get; init; }

    /// <summary>The time in which instances send further snapshots after everything else.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Posts a second of all clients; 0: unlimited.</summary>
    public int Rate { get; init; }

    /// <summary>The number of concurrent clients.</summary>
    public int Concurrency { get; init; } = 64;

    /// <summary>The time after which a post to an unavailable gateway is given up.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The same seed makes the same clients with the same identities.</summary>
    public int Seed { get; init; } = Random.Shared.Next();
}
