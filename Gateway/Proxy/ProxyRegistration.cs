using System.Diagnostics;
using Telemetry.Gateway.Requests;
using Telemetry.ServiceDefaults.Http;

namespace Telemetry.Gateway.Proxy;

/// <summary>The routes are the section <c>ReverseProxy</c> of appsettings.json.</summary>
internal static class ProxyRegistration
{
    private static readonly TimeSpan ConnectDeadline = TimeSpan.FromSeconds(2);

    public static void AddProxy(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<DistributedContextPropagator, OwnTrace>();
        builder.Services.AddReverseProxy()
            .LoadFromConfig(builder.Configuration.GetSection("ReverseProxy"))
            .AddServiceDiscoveryDestinationResolver()
            .AddTransforms<RouteTransforms>()
            .ConfigureHttpClient((_, handler) =>
                (handler.ConnectTimeout, handler.PooledConnectionIdleTimeout) = (ConnectDeadline, IdleConnections.Timeout));
    }

    public static void MapProxy(this WebApplication app)
    {
        app.MapReverseProxy(proxy => proxy.Use(IgnoreUpgrade).UseMiddleware<Unavailable>()).ConfigureEndpoints((endpoint, route) =>
        {
            var rules = RouteRules.Of(route);
            endpoint.WithMetadata(rules);
            if (rules.IsLimited)
                endpoint.Add(AllowedMethods.LeaveToCheck);
        });
    }

    // YARP would turn any WebSocket request, even a post, into a GET and then into a tunnel without limits. No service has WebSockets, and
    // HTTP allows a server to ignore the header.
    private static Task IgnoreUpgrade(HttpContext context, RequestDelegate next)
    {
        context.Request.Headers.Remove("Upgrade");
        return next(context);
    }
}
