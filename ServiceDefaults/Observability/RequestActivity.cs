using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Telemetry.ServiceDefaults.Observability;

/// <summary>
/// Adds to a request's span what ASP.NET Core leaves out: name, route and status code. What a client calls itself is its own text and is taken out.
/// Probes are not traced.
/// </summary>
internal sealed class RequestActivity : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(Describe);
        next(app);
    };

    private static async Task Describe(HttpContext context, RequestDelegate next)
    {
        var activity = context.Features.Get<IHttpActivityFeature>()?.Activity;
        if (activity is null)
        {
            await next(context);
            return;
        }

        if (context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal))
        {
            activity.IsAllDataRequested = false;
            activity.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }

        await next(context);

        if (!activity.IsAllDataRequested)
            return;
        activity.SetTag("http.response.status_code", context.Response.StatusCode);
        if (context.Response.StatusCode >= StatusCodes.Status500InternalServerError)
            activity.SetStatus(ActivityStatusCode.Error).SetTag("error.type", $"{context.Response.StatusCode}");
        activity.SetTag("user_agent.original", null);
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        activity.SetTag("http.route", route);
        activity.DisplayName = route is null ? Method(activity) : $"{Method(activity)} {route}";
    }

    // A method that nobody knows may be any text: ASP.NET Core says so.
    private static string Method(Activity activity) => activity.GetTagItem("http.request.method") is string method and not "_OTHER" ? method : "HTTP";
}

/// <summary>What a service adds to the span of a request.</summary>
public static class RequestSpan
{
    /// <summary>Why it was refused.</summary>
    /// <param name="context">The request.</param>
    /// <param name="reason">One of a few fixed words, as in the metrics.</param>
    public static void TraceRefusal(this HttpContext context, string reason) =>
        context.Features.Get<IHttpActivityFeature>()?.Activity.SetTag("telemetry.refusal.reason", reason);
}
