namespace Telemetry.Tests.Fixtures;

/// <summary>A clock that stands still until a test moves it. Timers made with it are real ones.</summary>
public sealed class ManualTime : TimeProvider
{
    private readonly Lock _lock = new();
    private TimeSpan _passed;

    /// <summary>Where it starts (UTC).</summary>
    public static DateTimeOffset Start { get; } = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Advance(TimeSpan by)
    {
        lock (_lock)
            _passed += by;
    }

    public override DateTimeOffset GetUtcNow() => Start + Passed;

    public override long GetTimestamp() => Passed.Ticks;

    private TimeSpan Passed
    {
        get
        {
            lock (_lock)
                return _passed;
        }
    }
}
