using Telemetry.Fleet.Simulation;

namespace Telemetry.Fleet;

/// <summary>Counts acknowledged reports, and posts that were not acknowledged.</summary>
internal sealed class Acknowledged
{
    private readonly int[] _runs = new int[Enum.GetValues<RunOutcome>().Length];
    private int _instances;
    private int _snapshots;
    private int _starts;
    private int _unacknowledged;

    public int Snapshots => Volatile.Read(ref _snapshots);

    public int Starts => Volatile.Read(ref _starts);

    public RunCounts Runs => new(Count(RunOutcome.Success), Count(RunOutcome.Failed), Count(RunOutcome.Aborted), Count(RunOutcome.Open));

    /// <summary>Returns its argument.</summary>
    public bool Post(bool acknowledged)
    {
        if (!acknowledged)
            Interlocked.Increment(ref _unacknowledged);
        return acknowledged;
    }

    public void Instance() => Interlocked.Increment(ref _instances);

    public void Snapshot(bool acknowledged)
    {
        if (Post(acknowledged))
            Interlocked.Increment(ref _snapshots);
    }

    public void Start(bool acknowledged)
    {
        if (Post(acknowledged))
            Interlocked.Increment(ref _starts);
    }

    /// <summary>Counts a run whose posts are already counted; null if none of them was acknowledged.</summary>
    public void Run(RunOutcome? outcome)
    {
        if (outcome is { } known)
            Interlocked.Increment(ref _runs[(int)known]);
    }

    public FleetResult ToResult() => new(_instances, _snapshots, Runs, _starts, _unacknowledged);

    private int Count(RunOutcome outcome) => Volatile.Read(ref _runs[(int)outcome]);
}
