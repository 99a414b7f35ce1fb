using Telemetry.Gateway.Clients;

namespace Telemetry.Gateway.Requests;

/// <summary>The rate limit on limited routes, and its headers on whatever they answer.</summary>
internal static class RateLimit
{
    /// <summary>Puts the client's state on the answer, also on one that was given before a token was taken.</summary>
    public static Task TellState(HttpContext context, RequestDelegate next)
    {
        var limiter = context.RequestServices.GetRequiredService<RateLimiter>();
        if (limiter.IsOn)
        {
            context.Response.OnStarting(() =>
            {
                var state = context.Features.Get<RateLimiter.Decision>() ?? limiter.Look(context.ClientKey());
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
        context.RequestServices.GetRequiredService<GatewayMetrics>().Decide(decision.Admitted);
        return decision.Admitted
            ? next(context)
            : context.RefuseAsync(StatusCodes.Status429TooManyRequests, Reason.Rate, "Too many requests", decision.RetryAfter);
    }
}
