namespace Telemetry.Fleet;

/// <summary>What a fleet achieved.</summary>
/// <param name="Instances">Instances that were registered and activated.</param>
/// <param name="Snapshots">Different snapshots that the gateway acknowledged.</param>
/// <param name="Runs">Runs of scripts of which it acknowledged at least one post, by how they ended.</param>
/// <param name="Starts">Starts of containers that it acknowledged.</param>
/// <param name="Unacknowledged">Posts that were refused, or given up after the patience.</param>
public sealed record FleetResult(int Instances, int Snapshots, RunCounts Runs, int Starts, int Unacknowledged);

/// <summary>Runs of scripts by their outcome.</summary>
/// <param name="Success">That reported success.</param>
/// <param name="Failed">That failed.</param>
/// <param name="Aborted">That somebody interrupted.</param>
/// <param name="Open">That never told how they ended.</param>
public sealed record RunCounts(int Success, int Failed, int Aborted, int Open)
{
    /// <summary>All of them.</summary>
    public int Total => Success + Failed + Aborted + Open;
}
