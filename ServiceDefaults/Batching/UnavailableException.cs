namespace Telemetry.ServiceDefaults.Batching;

/// <summary>
/// A dependency is unreachable or overloaded: the response is 503, and the client retries. The reason is one of a few fixed words, for the
/// metrics.
/// </summary>
public sealed class UnavailableException(string reason, Exception? cause = null) : Exception($"Unavailable: {reason}", cause)
{
    /// <summary>One of a few fixed words, for the metrics.</summary>
    public string Reason { get; } = reason;
}
