namespace Telemetry.Dashboard.Api;

/// <summary>How old the data of a page is, and where it came from: one for each request to the dashboard.</summary>
public sealed class PageAge(TimeProvider time)
{
    private int _cached;

    /// <summary>When the services were asked.</summary>
    public DateTimeOffset At { get; } = time.GetUtcNow();

    /// <summary>Whether there was an answer at all.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>Whether a part of it had been computed before. Aggregation sees to it that it is still right, or a second old.</summary>
    public bool IsCached => _cached > 0;

    /// <summary>Takes note of an answer; of several at the same time as well.</summary>
    public void Note(HttpResponseMessage answer)
    {
        IsKnown = true;
        if (answer.Headers.TryGetValues("X-Cache", out var states) && states.Any(state => state is "HIT" or "STALE"))
            Interlocked.Increment(ref _cached);
    }
}
