using Microsoft.AspNetCore.Authorization;
using Telemetry.Gateway.Requests;

namespace Telemetry.Gateway.Answers;

/// <summary>What browsers may do with our answers. Here and nowhere else: a service cannot forget or loosen it.</summary>
internal static class SecurityHeaders
{
    private const string ContentSecurityPolicy =
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    // A picture that somebody opens by itself.
    private const string PictureSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";

    // First in the pipeline, so that it runs last when the answer starts and has the last word.
    public static Task Add(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            var isEmbeddable = context.GetEndpoint()?.Metadata.GetMetadata<RouteRules>() is { IsEmbeddable: true };
            headers.ContentSecurityPolicy = isEmbeddable ? PictureSecurityPolicy : ContentSecurityPolicy;
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
}
