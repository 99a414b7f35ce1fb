using Telemetry.Fleet.Simulation;

namespace Telemetry.Fleet;

/// <summary>Counts what the gateway acknowledged, and the posts that it did not.</summary>
internal sealed class Acknowledged
{
    private readonly int[] _runs = new int[Enum.GetValues<RunOutcome>().Length];
    private int _instances;
    private int _snapshots;
    private int _starts;
    private int _missing;

    /// <summary>Snapshots so far.</summary>
    public int Snapshots => Volatile.Read(ref _snapshots);

    /// <summary>Starts so far.</summary>
    public int Starts => Volatile.Read(ref _starts);

    /// <summary>Runs so far.</summary>
    public RunCounts Runs => new(Count(RunOutcome.Success), Count(RunOutcome.Failed), Count(RunOutcome.Aborted), Count(RunOutcome.Open));

    /// <summary>Any post; hands on whether it was acknowledged.</summary>
    public bool Post(bool acknowledged)
    {
        if (!acknowledged)
            Interlocked.Increment(ref _missing);
        return acknowledged;
    }

    /// <summary>An instance is registered and active.</summary>
    public void Instance() => Interlocked.Increment(ref _instances);

    /// <summary>A snapshot's post.</summary>
    public void Snapshot(bool acknowledged)
    {
        if (Post(acknowledged))
            Interlocked.Increment(ref _snapshots);
    }

    /// <summary>A start's post.</summary>
    public void Start(bool acknowledged)
    {
        if (Post(acknowledged))
            Interlocked.Increment(ref _starts);
    }

    /// <summary>A run is over; null: none of its posts, which are counted already, was acknowledged.</summary>
    public void Run(RunOutcome? outcome)
    {
        if (outcome is { } known)
            Interlocked.Increment(ref _runs[(int)known]);
    }

    /// <summary>All of it.</summary>
    public FleetResult ToResult() => new(_instances, _snapshots, Runs, _starts, _missing);

    private int Count(RunOutcome outcome) => Volatile.Read(ref _runs[(int)outcome]);
}
