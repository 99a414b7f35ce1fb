namespace Telemetry.Dashboard.Api;

/// <summary>The age and the source of a page's data; one instance per request to the dashboard.</summary>
internal sealed class PageFreshness(TimeProvider time)
{
    private int _cached;

    public DateTime RequestedAt { get; } = time.GetUtcNow().UtcDateTime;

    public bool HasData { get; private set; }

    /// <summary>Whether at least one response came from Aggregation's cache, where it is at most a second old.</summary>
    public bool IsCached => _cached > 0;

    /// <summary>Safe for concurrent responses.</summary>
    public void Register(HttpResponseMessage response)
    {
        HasData = true;
        if (response.Headers.TryGetValues("X-Cache", out var states) && states.Any(state => state is "HIT" or "STALE"))
            Interlocked.Increment(ref _cached);
    }
}
