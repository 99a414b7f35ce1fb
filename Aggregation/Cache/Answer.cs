namespace Telemetry.Aggregation.Cache;

/// <summary>A question to the database whose answer may be kept.</summary>
/// <param name="Key">Names the question with all its parameters.</param>
/// <param name="Compute">Asks the database; null: there is no such thing, which is not kept.</param>
/// <param name="MayBeStale">Whether an answer serves for a second while data arrives. Not for what an admin edits: who has changed it looks at once.</param>
/// <param name="MayBeKept">Not a question with a search text or anything else that has no end of variants: Redis would fill up with them.</param>
public sealed record Question(string Key, Func<CancellationToken, Task<byte[]?>> Compute, bool MayBeStale = false, bool MayBeKept = true);

/// <summary>A finished answer: JSON as it goes out.</summary>
/// <param name="Body">The bytes, or null: there is no such thing.</param>
/// <param name="State">HIT: nothing has arrived since it was computed. STALE: something has, less than a second after. MISS: computed now.</param>
public sealed record Answer(byte[]? Body, string State)
{
    /// <summary>From Redis, and still right.</summary>
    public const string Hit = "HIT";

    /// <summary>From Redis, and less than a second old.</summary>
    public const string Stale = "STALE";

    /// <summary>From the database.</summary>
    public const string Miss = "MISS";
}
