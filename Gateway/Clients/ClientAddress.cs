using Microsoft.AspNetCore.HttpOverrides;
using Telemetry.Gateway.Settings;

namespace Telemetry.Gateway.Clients;

/// <summary>Where a request comes from: the peer of the connection, or whom a trusted proxy names.</summary>
internal static class ClientAddress
{
    /// <summary>Settings of <c>UseForwardedHeaders</c>.</summary>
    public static void AddClientAddress(this WebApplicationBuilder builder, GatewaySettings settings)
    {
        builder.Services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var network in settings.TrustedProxies)
                options.KnownIPNetworks.Add(network);

            // Empty lists would mean "trust everybody", so without a trusted proxy no header is read at all: a client must not choose
            // the address that it is counted under. The scheme decides on Secure cookies and HSTS where a proxy ends TLS.
            options.ForwardedHeaders = settings.TrustedProxies.Count == 0
                ? ForwardedHeaders.None
                : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;

            // From the last hop backwards as long as the hop is trusted, however many there are.
            options.ForwardLimit = null;
        });

        // At Debug it logs the addresses that it does not like. In code, since a log level in the environment must not turn it on again.
        builder.Logging.AddFilter("Microsoft.AspNetCore.HttpOverrides", LogLevel.None);
    }

    /// <summary>Whom limits and lock-outs count this request for.</summary>
    public static ClientKey ClientKey(this HttpContext context) => Clients.ClientKey.Of(context.Connection.RemoteIpAddress);
}
