namespace Telemetry.Tests.Fixtures;

/// <summary>
/// The system clock plus an offset that a test sets. FakeTimeProvider stands still, but services compare their own time with
/// PostgreSQL's.
/// </summary>
public sealed class TestClock : TimeProvider
{
    private TimeSpan _ahead;

    public void Reset() => _ahead = TimeSpan.Zero;

    public void Advance(TimeSpan time) => _ahead += time;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _ahead;
}
