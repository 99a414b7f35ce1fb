using System.Security.Claims;
using Telemetry.Gateway.Requests;
using Telemetry.Gateway.Settings;
using Telemetry.ServiceDefaults.Access;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Telemetry.Gateway.Proxy;

/// <summary>
/// What goes on to a service: the headers that the route lists (<c>RequestHeadersAllowed</c>), and for an admin the proof that the
/// gateway let one in. A route without a list does not start, so forgetting it cannot leak an address or a cookie.
/// </summary>
internal sealed class RouteTransforms(GatewaySettings settings) : ITransformProvider
{
    private const string AllowList = "RequestHeadersAllowed";

    // For the page that says who is logged in.
    private const string SessionSince = "X-Session-Since";

    public void ValidateRoute(TransformRouteValidationContext context)
    {
        foreach (var fault in RouteRules.FaultsOf(context.Route))
            context.Errors.Add(new InvalidOperationException($"Route '{context.Route.RouteId}': {fault}"));
        if (context.Route.Transforms?.Any(transform => transform.ContainsKey(AllowList)) != true)
            context.Errors.Add(new InvalidOperationException($"Route '{context.Route.RouteId}': {AllowList} is missing"));
    }

    public void ValidateCluster(TransformClusterValidationContext context)
    {
        // Clusters have no transforms.
    }

    public void Apply(TransformBuilderContext context)
    {
        // X-Forwarded-For and its kin.
        context.UseDefaultForwarders = false;

        if (context.Route.AuthorizationPolicy is AdminAccess.Policy or AdminAccess.ReaderPolicy)
        {
            var isPage = RouteRules.Of(context.Route).IsPage;
            context.AddRequestTransform(request =>
            {
                // On a route for readers it may be somebody else.
                if (AdminAccess.IsAdmin(request.HttpContext.User))
                    request.ProxyRequest.Headers.Authorization = AdminAccess.Header(settings.Access);
                if (isPage && request.HttpContext.User.FindFirstValue(ClaimTypes.AuthenticationInstant) is { } since)
                    request.ProxyRequest.Headers.Add(SessionSince, since);
                return ValueTask.CompletedTask;
            });
        }
    }
}
