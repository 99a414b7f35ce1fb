using Telemetry.Gateway.Responses;

namespace Telemetry.Gateway.Access;

/// <summary>
/// Prevents cross-site request forgery: an unsafe request that could carry the cookie must come from our own pages. This includes signing
/// in and out; otherwise another site's page could lock an admin out with wrong passwords.
/// </summary>
internal static class SameOrigin
{
    public static Task Check(HttpContext context, RequestDelegate next) => IsHarmless(context) || IsOurs(context.Request)
        ? next(context)
        : context.WriteProblemAsync(StatusCodes.Status403Forbidden, ErrorCode.Origin, "Requests from pages of other sites are refused");

    // A browser adds no bearer by itself, and client posts need no credentials.
    private static bool IsHarmless(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method)
        || HttpMethods.IsHead(context.Request.Method)
        || context.GetEndpoint()?.Metadata.GetMetadata<RouteRules>() is null or { IsLimited: true }
        || context.User.Identities.Any(identity => identity.AuthenticationType == GatewayAccess.Bearer);

    private static bool IsOurs(HttpRequest request)
    {
        // Browsers that know this header set it themselves on https and localhost; "same-site" is another subdomain, "none" the address
        // bar.
        if (request.Headers["Sec-Fetch-Site"] is { Count: > 0 } site)
            return site == "same-origin" || site == "none";

        // Every browser sends one of the two with a post; a request without both is a script that has the cookie.
        return request.Headers.Origin is not { Count: > 0 } origin
            || (Uri.TryCreate(origin, UriKind.Absolute, out var page) && HostString.FromUriComponent(page) == request.Host);
    }
}
