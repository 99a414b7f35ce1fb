namespace Telemetry.Fleet;

/// <summary>
/// Instances are registered and activated, snapshots and starts acknowledged, runs have at least one acknowledged post. Unacknowledged
/// posts were refused or given up.
/// </summary>
internal sealed record FleetResult(int Instances, int Snapshots, RunCounts Runs, int Starts, int Unacknowledged);

internal sealed record RunCounts(int Success, int Failed, int Aborted, int Open)
{
    public int Total => Success + Failed + Aborted + Open;
}
