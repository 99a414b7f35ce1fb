namespace Telemetry.Fleet;

/// <param name="Instances">Registered and activated instances.</param>
/// <param name="Snapshots">Different acknowledged snapshots.</param>
/// <param name="Runs">Runs with at least one acknowledged post, by outcome.</param>
/// <param name="Starts">Acknowledged starts of containers.</param>
/// <param name="Unacknowledged">Posts that were refused or given up.</param>
internal sealed record FleetResult(int Instances, int Snapshots, RunCounts Runs, int Starts, int Unacknowledged);

/// <summary>Runs by outcome.</summary>
internal sealed record RunCounts(int Success, int Failed, int Aborted, int Open)
{
    public int Total => Success + Failed + Aborted + Open;
}
