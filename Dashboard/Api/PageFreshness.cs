namespace Telemetry.Dashboard.Api;

/// <summary>The age and the source of a page's data; one for each request to the dashboard.</summary>
internal sealed class PageFreshness(TimeProvider time)
{
    private int _cached;

    public DateTime RequestedAt { get; } = time.GetUtcNow().UtcDateTime;

    /// <summary>Whether a service has answered at all.</summary>
    public bool HasData { get; private set; }

    /// <summary>Whether at least one response came from Aggregation's cache, where it is at most a second behind.</summary>
    public bool IsCached => _cached > 0;

    /// <summary>Registers a response; safe for concurrent ones.</summary>
    public void Register(HttpResponseMessage response)
    {
        HasData = true;
        if (response.Headers.TryGetValues("X-Cache", out var states) && states.Any(state => state is "HIT" or "STALE"))
            Interlocked.Increment(ref _cached);
    }
}
