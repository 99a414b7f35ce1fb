namespace Telemetry.ServiceDefaults.Http;

/// <summary>How long an HTTP client keeps an idle connection.</summary>
public static class IdleConnections
{
    /// <summary>
    /// Shorter than the time for which a stopping process still answers (DRAIN_SECONDS). So the client closes the connection; a server
    /// might close it while a request is on its way.
    /// </summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);
}
