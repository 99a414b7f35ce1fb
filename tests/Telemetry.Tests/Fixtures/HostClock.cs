using Microsoft.Extensions.Time.Testing;

namespace Telemetry.Tests.Fixtures;

/// <summary>
/// The clock of a service. It stands still until a test advances it, but timers (timeouts and periodic jobs) run in real time.
/// </summary>
public sealed class HostClock() : FakeTimeProvider(new DateTimeOffset(2026, 5, 4, 12, 0, 0, TimeSpan.Zero))
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        TimeProvider.System.CreateTimer(callback, state, dueTime, period);
}
