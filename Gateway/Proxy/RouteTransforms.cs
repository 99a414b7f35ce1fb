using System.Security.Claims;
using Telemetry.Gateway.Settings;
using Telemetry.ServiceDefaults.Access;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Telemetry.Gateway.Proxy;

/// <summary>
/// Forwards only the headers that a route lists (<c>RequestHeadersAllowed</c>), and for an admin the bearer. A route without a list
/// prevents the start, so that a forgotten list cannot leak an address or a cookie.
/// </summary>
internal sealed class RouteTransforms(GatewaySettings settings) : ITransformProvider
{
    private const string AllowList = "RequestHeadersAllowed";

    // For the settings page, which shows the session.
    private const string SessionSince = "X-Session-Since";

    public void ValidateRoute(TransformRouteValidationContext context)
    {
        foreach (var error in RouteRules.Validate(context.Route))
            context.Errors.Add(new InvalidOperationException($"Route '{context.Route.RouteId}': {error}"));
        if (context.Route.Transforms?.Any(transform => transform.ContainsKey(AllowList)) != true)
            context.Errors.Add(new InvalidOperationException($"Route '{context.Route.RouteId}': {AllowList} is missing"));
    }

    public void ValidateCluster(TransformClusterValidationContext context)
    {
        // Clusters have no transforms.
    }

    public void Apply(TransformBuilderContext context)
    {
        // No X-Forwarded-* headers.
        context.UseDefaultForwarders = false;

        if (context.Route.AuthorizationPolicy is AdminAccess.Policy or AdminAccess.ReaderPolicy)
        {
            var isPage = RouteRules.Of(context.Route).IsPage;
            context.AddRequestTransform(request =>
            {
                // Routes for readers also admit others.
                if (AdminAccess.IsAdmin(request.HttpContext.User))
                    request.ProxyRequest.Headers.Authorization = AdminAccess.Header(settings.Access);
                if (isPage && request.HttpContext.User.FindFirstValue(ClaimTypes.AuthenticationInstant) is { } since)
                    request.ProxyRequest.Headers.Add(SessionSince, since);
                return ValueTask.CompletedTask;
            });
        }
    }
}
