namespace Telemetry.Gateway.Requests;

/// <summary>
/// 405 on limited routes. Routing would answer it as well, but from an endpoint of its own that knows nothing of the route, and so
/// without the headers that every answer of a limited route has.
/// </summary>
internal static class AllowedMethods
{
    /// <summary>Takes the methods away from routing.</summary>
    public static void LeaveToCheck(EndpointBuilder endpoint)
    {
        foreach (var methods in endpoint.Metadata.OfType<IHttpMethodMetadata>().ToList())
            endpoint.Metadata.Remove(methods);
    }

    public static Task Check(HttpContext context, RequestDelegate next)
    {
        var methods = context.GetEndpoint()!.Metadata.GetRequiredMetadata<RouteRules>().Methods ?? [];
        if (methods.Count == 0 || methods.Contains(context.Request.Method, StringComparer.OrdinalIgnoreCase))
            return next(context);

        context.Response.Headers.Allow = string.Join(", ", methods);
        return context.RefuseAsync(StatusCodes.Status405MethodNotAllowed, Reason.Method, "Method not allowed");
    }
}
