using System.Diagnostics;
using Telemetry.Gateway.Requests;
using Telemetry.ServiceDefaults.Http;

namespace Telemetry.Gateway.Proxy;

/// <summary>The routes to the services: the section <c>ReverseProxy</c> of appsettings.json.</summary>
internal static class Routes
{
    private static readonly TimeSpan ConnectDeadline = TimeSpan.FromSeconds(2);

    public static void AddProxy(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<DistributedContextPropagator, OwnTrace>();
        builder.Services.AddServiceClient();
        builder.Services.AddReverseProxy()
            .LoadFromConfig(builder.Configuration.GetSection("ReverseProxy"))
            .AddServiceDiscoveryDestinationResolver()
            .AddTransforms<RouteTransforms>()
            .ConfigureHttpClient((_, handler) => (handler.ConnectTimeout, handler.PooledConnectionIdleTimeout) = (ConnectDeadline, IdleConnections.Timeout));
    }

    public static void MapProxy(this WebApplication app)
    {
        app.MapReverseProxy(proxy => proxy.Use(RefuseUpgrade).UseMiddleware<Unavailable>()).ConfigureEndpoints((endpoint, route) =>
        {
            var rules = RouteRules.Of(route);
            endpoint.WithMetadata(rules);
            if (rules.IsLimited)
                endpoint.Add(AllowedMethods.LeaveToCheck);
        });
    }

    // YARP would turn any request that asks for a WebSocket, also a post, into a GET and then into a tunnel without limits. No service
    // has one, and a server may answer such a request as if it had not asked.
    private static Task RefuseUpgrade(HttpContext context, RequestDelegate next)
    {
        context.Request.Headers.Remove("Upgrade");
        return next(context);
    }
}
