namespace Telemetry.Notifications.Deliveries;

/// <summary>How long to wait after an attempt that did not succeed, and when to give up.</summary>
/// <param name="Waits">After the first attempt, the second one, and so on; the last one also after all others.</param>
/// <param name="GiveUpAfter">So old a delivery is tried no more.</param>
internal sealed record RetryPlan(IReadOnlyList<TimeSpan> Waits, TimeSpan GiveUpAfter)
{
    /// <summary>Soon after a hiccup, and within five minutes of the end of an outage of any length; servers of mail give up after days as well.</summary>
    public static RetryPlan Default { get; } = new(
        [TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(5)],
        TimeSpan.FromDays(3));

    /// <summary>The wait after so many attempts.</summary>
    public TimeSpan After(int attempts) => Waits[Math.Clamp(attempts - 1, 0, Waits.Count - 1)];
}
