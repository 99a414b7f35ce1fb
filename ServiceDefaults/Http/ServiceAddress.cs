using Microsoft.Extensions.Configuration;

namespace Telemetry.ServiceDefaults.Http;

/// <summary>Service discovery from configuration: <c>services:{name}:http:0</c>, as an Aspire AppHost and the manifests write it.</summary>
public static class ServiceAddress
{
    /// <summary>
    /// The address of the service that a URI's host names; the URI as it is when the configuration knows no such service (an ordinary
    /// host name).
    /// </summary>
    public static Uri Resolve(IConfiguration configuration, Uri uri) =>
        configuration[$"services:{uri.Host}:http:0"] is { Length: > 0 } address ? new Uri(new Uri(address), uri.PathAndQuery) : uri;
}
