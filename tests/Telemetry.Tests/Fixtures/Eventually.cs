using System.Diagnostics;

namespace Telemetry.Tests.Fixtures;

/// <summary>
/// Waits for a condition. The deadline ends an endless wait and says nothing of the product's speed: a machine that is busy or stopped for
/// seconds must not fail a test.
/// </summary>
public static class Eventually
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Returns as soon as the value passes; fails with the last value after the deadline.</summary>
    public static async Task<T> GetAsync<T>(Func<Task<T>> get, Func<T, bool> passes, string expectation, TimeSpan? deadline = null)
    {
        var limit = deadline ?? Deadline;
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var value = await get();
            if (passes(value))
                return value;
            if (Stopwatch.GetElapsedTime(started) > limit)
                Assert.Fail($"Expected within {limit.TotalSeconds} s: {expectation}; last seen: {value}");
            await Task.Delay(Interval);
        }
    }

    public static Task HoldsAsync(Func<bool> condition, string expectation, TimeSpan? deadline = null) =>
        GetAsync(() => Task.FromResult(condition()), holds => holds, expectation, deadline);

    /// <summary>Waits until the condition holds and returns the elapsed time.</summary>
    public static async Task<TimeSpan> TrueAsync(string expectation, Func<Task<bool>> condition, TimeSpan? deadline = null)
    {
        var started = Stopwatch.GetTimestamp();
        await GetAsync(condition, holds => holds, expectation, deadline);
        return Stopwatch.GetElapsedTime(started);
    }
}
