namespace Telemetry.Aggregation.Cache;

/// <summary>
/// Computes a response that may be cached; null is not found, which is not cached. Entries may be stale for a second while data arrives,
/// except for responses that an admin views right after editing. Queries with an unbounded number of keys, such as search texts, are not
/// cached: they would fill Redis.
/// </summary>
internal sealed record CachedQuery(
    string Key, Func<CancellationToken, Task<byte[]?>> ComputeAsync, bool MayBeStale = false, bool IsCached = true);

/// <summary>
/// A finished response; a null body is not found. State is HIT (no data since it was computed), STALE (less than a second old) or MISS
/// (computed now).
/// </summary>
internal sealed record CachedResponse(byte[]? Body, string State)
{
    public const string Hit = "HIT";
    public const string Stale = "STALE";
    public const string Miss = "MISS";
}

/// <summary>
/// Queries whose responses are computed before they expire, so that the first page view of a day is as fast as the second.
/// </summary>
internal interface IWarmUpSource
{
    IEnumerable<CachedQuery> Queries();
}
