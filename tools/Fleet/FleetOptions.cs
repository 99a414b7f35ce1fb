namespace Telemetry.Fleet;

/// <summary>What to play.</summary>
public sealed record FleetOptions
{
    /// <summary>Where the posts go.</summary>
    public Uri Gateway { get; init; } = new("http://localhost:8080");

    /// <summary>How many installations there are.</summary>
    public int Instances { get; init; } = 20;

    /// <summary>How many applications they are installations of.</summary>
    public int Applications { get; init; } = 3;

    /// <summary>How far back their hourly snapshots begin; zero: each sends one snapshot, of now.</summary>
    public TimeSpan History { get; init; }

    /// <summary>How many runs of scripts there are.</summary>
    public int Runs { get; init; }

    /// <summary>The script that all runs are of; null: scripts by their popularity.</summary>
    public string? BadScript { get; init; }

    /// <summary>How many percent of the runs of <see cref="BadScript"/> fail; the others succeed.</summary>
    public int Fail { get; init; } = 40;

    /// <summary>A run is its first and its last post instead of some nine.</summary>
    public bool Light { get; init; }

    /// <summary>How many containers start.</summary>
    public int Starts { get; init; }

    /// <summary>How long the instances go on sending, one snapshot after the other, once everything else is told.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Posts a second over all clients; 0: as fast as the gateway answers.</summary>
    public int Rate { get; init; }

    /// <summary>How many clients post at the same time.</summary>
    public int Concurrency { get; init; } = 64;

    /// <summary>How long one post is repeated, with the same bytes, while the gateway is away or answers 503.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The same seed plays the same clients with the same identities.</summary>
    public int Seed { get; init; } = Random.Shared.Next();
}
