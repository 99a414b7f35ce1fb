using System.Diagnostics;

namespace Telemetry.Tests.Fixtures;

/// <summary>Waits for a condition, with a deadline.</summary>
public static class Eventually
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Returns as soon as the value passes; fails with the last value after the deadline.</summary>
    public static async Task<T> GetAsync<T>(Func<Task<T>> get, Func<T, bool> passes, TimeSpan deadline, string expectation)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var value = await get();
            if (passes(value))
                return value;
            if (Stopwatch.GetElapsedTime(started) > deadline)
                Assert.Fail($"Expected within {deadline.TotalSeconds} s: {expectation}; last seen: {value}");
            await Task.Delay(Interval);
        }
    }

    public static Task HoldsAsync(Func<bool> condition, TimeSpan deadline, string expectation) =>
        GetAsync(() => Task.FromResult(condition()), holds => holds, deadline, expectation);

    /// <summary>Waits until the condition holds and returns the elapsed time.</summary>
    public static async Task<TimeSpan> TrueAsync(string expectation, TimeSpan deadline, Func<Task<bool>> condition)
    {
        var started = Stopwatch.GetTimestamp();
        await GetAsync(condition, holds => holds, deadline, expectation);
        return Stopwatch.GetElapsedTime(started);
    }
}
