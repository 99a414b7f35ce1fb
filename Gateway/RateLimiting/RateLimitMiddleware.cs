using Telemetry.Gateway.Responses;

namespace Telemetry.Gateway.RateLimiting;

internal static class RateLimitMiddleware
{
    /// <summary>Adds the headers also to a response that is sent before a token is taken.</summary>
    public static Task AddHeaders(HttpContext context, RequestDelegate next)
    {
        var limiter = context.RequestServices.GetRequiredService<RateLimiter>();
        if (limiter.IsOn)
        {
            context.Response.OnStarting(() =>
            {
                var state = context.Features.Get<RateLimiter.Decision>() ?? limiter.Get(context.ClientKey());
                context.Response.Headers["X-RateLimit-Limit"] = $"{state.Limit}";
                context.Response.Headers["X-RateLimit-Remaining"] = $"{state.Remaining}";
                context.Response.Headers["X-RateLimit-Reset"] = $"{Math.Ceiling(state.Reset.ToUnixTimeMilliseconds() / 1000.0)}";
                return Task.CompletedTask;
            });
        }

        return next(context);
    }

    public static Task Check(HttpContext context, RequestDelegate next)
    {
        var limiter = context.RequestServices.GetRequiredService<RateLimiter>();
        if (!limiter.IsOn)
            return next(context);

        var decision = limiter.Take(context.ClientKey());
        context.Features.Set(decision);
        context.RequestServices.GetRequiredService<GatewayMetrics>().CountDecision(decision.Admitted);
        return decision.Admitted
            ? next(context)
            : context.WriteProblemAsync(StatusCodes.Status429TooManyRequests, ErrorCode.Rate, "Too many requests", decision.RetryAfter);
    }
}
