namespace Telemetry.ServiceDefaults.Batching;

/// <summary>A dependency of the response is unreachable or overloaded: 503, and the client retries.</summary>
/// <param name="reason">One of a few fixed words, for the metrics.</param>
/// <param name="cause">The exception behind it, if there is one.</param>
public sealed class UnavailableException(string reason, Exception? cause = null) : Exception($"Unavailable: {reason}", cause)
{
    /// <summary>One of a few fixed words.</summary>
    public string Reason { get; } = reason;
}
