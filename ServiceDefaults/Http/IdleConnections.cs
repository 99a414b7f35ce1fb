namespace Telemetry.ServiceDefaults.Http;

/// <summary>How long a client keeps a connection that it does not use.</summary>
public static class IdleConnections
{
    /// <summary>
    /// Shorter than any process that leaves waits (DRAIN_SECONDS), so that it is the client who closes them: a server might do so while a
    /// request comes.
    /// </summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);
}
