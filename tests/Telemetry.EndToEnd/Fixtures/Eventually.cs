namespace Telemetry.EndToEnd.Fixtures;

/// <summary>Waits for a condition, with a deadline.</summary>
public static class Eventually
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Returns as soon as the value passes; fails with the last value seen when the deadline does.</summary>
    public static async Task<T> GetAsync<T>(Func<Task<T>> get, Func<T, bool> passes, TimeSpan deadline, string expectation)
    {
        var start = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(Interval);
        while (true)
        {
            var value = await get();
            if (passes(value))
                return value;
            if (TimeProvider.System.GetElapsedTime(start) > deadline)
                Assert.Fail($"Expected within {deadline}: {expectation}; last seen: {value}");
            await timer.WaitForNextTickAsync();
        }
    }

    /// <summary>Returns as soon as the condition holds.</summary>
    public static Task HoldsAsync(Func<bool> condition, TimeSpan deadline, string expectation) =>
        GetAsync(() => Task.FromResult(condition()), holds => holds, deadline, expectation);
}
