using Microsoft.AspNetCore.HttpOverrides;
using Telemetry.Gateway.Settings;

namespace Telemetry.Gateway.RateLimiting;

/// <summary>A request's client is the peer of the connection, or the address that a trusted proxy names.</summary>
internal static class ClientAddress
{
    public static void AddClientAddress(this WebApplicationBuilder builder, GatewaySettings settings)
    {
        builder.Services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var network in settings.TrustedProxies)
                options.KnownIPNetworks.Add(network);

            // Empty lists would mean that every proxy is trusted, so without a trusted proxy no header is read: a client must not choose
            // the address that it is counted under. The scheme decides on Secure cookies and HSTS where a proxy ends TLS.
            options.ForwardedHeaders = settings.TrustedProxies.Count == 0
                ? ForwardedHeaders.None
                : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;

            // From the last hop backwards as long as the hop is trusted, without a limit on hops.
            options.ForwardLimit = null;
        });

        // At Debug it logs addresses that it rejects. The filter is in code, since a log level in the environment must not turn it on
        // again.
        builder.Logging.AddFilter("Microsoft.AspNetCore.HttpOverrides", LogLevel.None);
    }

    /// <summary>The client under which limits and lock-outs count the request.</summary>
    public static ClientKey ClientKey(this HttpContext context) => RateLimiting.ClientKey.Of(context.Connection.RemoteIpAddress);
}
