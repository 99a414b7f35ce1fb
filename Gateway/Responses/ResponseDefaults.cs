using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.WebUtilities;
using Scalar.AspNetCore;

namespace Telemetry.Gateway.Responses;

/// <summary>The security headers of all responses, and a text for responses that have only a status.</summary>
internal static class ResponseDefaults
{
    private const string ContentSecurityPolicy =
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    // For an image that is opened by itself.
    private const string ImageSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";

    public static void UseResponseDefaults(this WebApplication app)
    {
        app.Use(AddSecurityHeaders);

        // Routing and the framework respond with a status only.
        app.UseStatusCodePages(async context =>
        {
            var response = context.HttpContext.Response;
            await response.WriteTextAsync(response.StatusCode switch
            {
                StatusCodes.Status404NotFound => "Not found",
                StatusCodes.Status405MethodNotAllowed => "Method not allowed",
                _ => ReasonPhrases.GetReasonPhrase(response.StatusCode),
            });
        });

        // The login page's own style; other styles are the dashboard's.
        app.UseStaticFiles();
    }

    // First in the pipeline, so that it runs last when the response starts: a service can neither forget nor weaken a header.
    private static Task AddSecurityHeaders(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            var isEmbeddable = context.GetEndpoint()?.Metadata.GetMetadata<RouteRules>() is { IsEmbeddable: true };
            headers.ContentSecurityPolicy = isEmbeddable ? ImageSecurityPolicy : PageSecurityPolicy(context);
            headers.XContentTypeOptions = "nosniff";
            headers.XFrameOptions = "DENY";

            // Not no-referrer: with that, browsers send "Origin: null" on our own forms (Access/SameOrigin).
            headers["Referrer-Policy"] = "same-origin";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Cross-Origin-Resource-Policy"] = isEmbeddable ? "cross-origin" : "same-origin";
            headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
            if (context.Request.IsHttps)
                headers.StrictTransportSecurity = "max-age=31536000";
            if (context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is not null)
                headers.CacheControl = "no-store";
            headers.Remove("Server");
            return Task.CompletedTask;
        });
        return next(context);
    }

    // Scalar's page has one inline script, marked with a nonce, and adds its styles to the page at run time.
    private static string PageSecurityPolicy(HttpContext context) =>
        context.Items[ScalarOptions.NonceHttpContextItemKey] is { } nonce
            ? $"{ContentSecurityPolicy}; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'"
            : ContentSecurityPolicy;
}
