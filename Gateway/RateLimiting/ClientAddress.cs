using Microsoft.AspNetCore.HttpOverrides;
using Telemetry.Gateway.Settings;

namespace Telemetry.Gateway.RateLimiting;

/// <summary>The address of a request's client: the peer of the connection, or the one that a trusted proxy names.</summary>
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

            // Empty lists would mean that every proxy is trusted, so without a trusted proxy no header is read at all: a client must not
            // choose the address that it is counted under. The scheme decides on Secure cookies and HSTS where a proxy ends TLS.
            options.ForwardedHeaders = settings.TrustedProxies.Count == 0
                ? ForwardedHeaders.None
                : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;

            // From the last hop backwards as long as the hop is trusted; the number of hops has no limit.
            options.ForwardLimit = null;
        });

        // At Debug it logs addresses that it rejects. In code, since a log level in the environment must not turn it on again.
        builder.Logging.AddFilter("Microsoft.AspNetCore.HttpOverrides", LogLevel.None);
    }

    /// <summary>The client that limits and lock-outs count this request for.</summary>
    public static ClientKey ClientKey(this HttpContext context) => RateLimiting.ClientKey.Of(context.Connection.RemoteIpAddress);
}
