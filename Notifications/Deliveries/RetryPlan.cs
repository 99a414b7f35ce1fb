namespace Telemetry.Notifications.Deliveries;

/// <summary>When deliveries are attempted.</summary>
/// <param name="Waits">After the first attempt, the second one, and so on; the last one also after all others.</param>
/// <param name="GiveUpAfter">An older delivery is not attempted again.</param>
internal sealed record RetryPlan(IReadOnlyList<TimeSpan> Waits, TimeSpan GiveUpAfter)
{
    /// <summary>
    /// Soon after a hiccup, and within five minutes of the end of an outage of any length; mail servers give up after days as well.
    /// </summary>
    public static RetryPlan Default { get; } = new(
        [TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(5)],
        TimeSpan.FromDays(3));

    /// <summary>How long a claimed delivery belongs to one process: longer than a channel's deadline (60 s).</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>The time between two looks for due deliveries. Those that this process records are attempted at once.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The wait after so many attempts.</summary>
    public TimeSpan After(int attempts) => Waits[Math.Clamp(attempts - 1, 0, Waits.Count - 1)];
}
