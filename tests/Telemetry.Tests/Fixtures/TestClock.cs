namespace Telemetry.Tests.Fixtures;

/// <summary>A clock that a test sets forward; timers run in real time.</summary>
public sealed class TestClock : TimeProvider
{
    private TimeSpan _ahead;

    public void Advance(TimeSpan time) => _ahead += time;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _ahead;
}
