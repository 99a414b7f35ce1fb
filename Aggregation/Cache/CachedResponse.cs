namespace Telemetry.Aggregation.Cache;

/// <summary>A query whose response may be cached.</summary>
/// <param name="Key">The query with all its parameters.</param>
/// <param name="ComputeAsync">Queries the database; null: not found, which is not cached.</param>
/// <param name="MayBeStale">Whether an entry may be served for a second while data arrives. False for what an admin edits and looks at
///   right after.</param>
/// <param name="IsCached">False where the number of keys has no bound, as with search texts: they would fill Redis.</param>
internal sealed record CachedQuery(
    string Key, Func<CancellationToken, Task<byte[]?>> ComputeAsync, bool MayBeStale = false, bool IsCached = true);

/// <summary>A finished response.</summary>
/// <param name="Body">The bytes as they are sent, or null: not found.</param>
/// <param name="State">HIT: no data has arrived since it was computed. STALE: some has, and it is less than a second old. MISS: computed
///   now.</param>
internal sealed record CachedResponse(byte[]? Body, string State)
{
    public const string Hit = "HIT";
    public const string Stale = "STALE";
    public const string Miss = "MISS";
}

/// <summary>
/// Queries whose responses are computed before they expire, so that the first page view of the day is as fast as the second.
/// </summary>
internal interface IWarmUpSource
{
    IEnumerable<CachedQuery> Queries();
}
