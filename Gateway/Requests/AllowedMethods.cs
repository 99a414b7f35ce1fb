using Microsoft.AspNetCore.Routing.Patterns;
using Telemetry.Gateway.Responses;

namespace Telemetry.Gateway.Requests;

/// <summary>Responds 405 on limited routes. Routing would do so from its own endpoint, without the rate limit headers.</summary>
internal static class AllowedMethods
{
    /// <summary>Removes the methods from routing.</summary>
    public static void LeaveToCheck(EndpointBuilder endpoint)
    {
        foreach (var methods in endpoint.Metadata.OfType<IHttpMethodMetadata>().ToList())
            endpoint.Metadata.Remove(methods);
    }

    public static Task Check(HttpContext context, RequestDelegate next)
    {
        var endpoint = (RouteEndpoint)context.GetEndpoint()!;
        var methods = endpoint.Metadata.GetRequiredMetadata<RouteRules>().Methods ?? [];
        if (methods.Count == 0 || methods.Contains(context.Request.Method, StringComparer.OrdinalIgnoreCase))
            return next(context);

        var all = context.RequestServices.GetRequiredService<EndpointDataSource>();
        context.Response.Headers.Allow = string.Join(
            ", ", methods.Concat(MethodsElsewhere(all, endpoint.RoutePattern)).Order(StringComparer.Ordinal));
        return context.WriteProblemAsync(StatusCodes.Status405MethodNotAllowed, ErrorCode.Method, "Method not allowed");
    }

    // The gateway's own endpoints at the same path, such as GET / beside POST /.
    private static IEnumerable<string> MethodsElsewhere(EndpointDataSource all, RoutePattern pattern) => all.Endpoints
        .OfType<RouteEndpoint>()
        .Where(other => other.RoutePattern.RawText == pattern.RawText)
        .SelectMany(other => other.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []);
}
