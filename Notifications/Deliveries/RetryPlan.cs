namespace Telemetry.Notifications.Deliveries;

/// <summary>
/// Waits are after the first attempt, the second one, and so on; the last wait repeats. Deliveries older than GiveUpAfter are not attempted
/// again.
/// </summary>
internal sealed record RetryPlan(IReadOnlyList<TimeSpan> Waits, TimeSpan GiveUpAfter)
{
    /// <summary>
    /// Soon after a short failure, and within five minutes of the end of an outage of any length; mail servers give up after days as well.
    /// </summary>
    public static RetryPlan Default { get; } = new(
        [TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(5)],
        TimeSpan.FromDays(3));

    /// <summary>A claimed delivery belongs to one process for this time: longer than a channel's deadline (60 s).</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>The time between two polls for due deliveries. Those that this process records are attempted at once.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan After(int attempts) => Waits[Math.Clamp(attempts - 1, 0, Waits.Count - 1)];
}
