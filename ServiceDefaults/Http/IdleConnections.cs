namespace Telemetry.ServiceDefaults.Http;

/// <summary>The idle time of HTTP clients' connections.</summary>
public static class IdleConnections
{
    /// <summary>
    /// Shorter than the time for which a stopping process still responds (DRAIN_SECONDS). So the client closes idle connections; a server
    /// might close one while a request is on its way.
    /// </summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);
}
