namespace Telemetry.ServiceDefaults.Batching;

/// <summary>Something that the answer depends on is away or overloaded: 503, the client tries again.</summary>
/// <param name="reason">One of a few fixed words, for the metrics.</param>
/// <param name="cause">What it was, if it was an exception.</param>
public sealed class UnavailableException(string reason, Exception? cause = null) : Exception($"Unavailable: {reason}", cause)
{
    /// <summary>One of a few fixed words.</summary>
    public string Reason { get; } = reason;
}
