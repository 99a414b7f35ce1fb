using System.Diagnostics;

namespace Telemetry.Tests.Fixtures;

/// <summary>Waits for what happens by itself.</summary>
public static class Eventually
{
    /// <summary>Asks until the answer is yes, or fails after the deadline. Returns how long it took.</summary>
    public static async Task<TimeSpan> TrueAsync(string what, TimeSpan deadline, Func<Task<bool>> condition)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(started) > deadline)
                Assert.Fail($"not within {deadline.TotalSeconds} s: {what}");
            await Task.Delay(20);
        }

        return Stopwatch.GetElapsedTime(started);
    }
}
