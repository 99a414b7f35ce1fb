using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Telemetry.Gateway.Responses;

namespace Telemetry.Gateway.Access;

/// <summary>When authorization denies a request, a browser's page request is redirected to the login page; others get a status.</summary>
internal sealed class AccessResultHandler : IAuthorizationMiddlewareResultHandler
{
    public Task HandleAsync(
        RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded)
            return next(context);
        if (context.Features.Get<PasswordAttempt>() is { Outcome: PasswordOutcome.LockedOut } attempt)
            return context.WriteProblemAsync(
                StatusCodes.Status429TooManyRequests, ErrorCode.LockedOut, "Too many wrong passwords", attempt.LockedFor);
        if (IsPage(context))
            return RedirectToLogin(context);

        context.Response.Headers.WWWAuthenticate = "Bearer";
        return context.WriteProblemAsync(
            StatusCodes.Status401Unauthorized,
            ErrorCode.Credentials,
            "The admin's password is needed: Authorization: Bearer <ADMIN_PASSWORD>");
    }

    // A browser sends no Authorization header by itself.
    private static bool IsPage(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<RouteRules>() is { IsPage: true } && context.Request.Headers.Authorization.Count == 0;

    private static Task RedirectToLogin(HttpContext context)
    {
        var request = context.Request;
        var back = HttpMethods.IsGet(request.Method)
            ? QueryString.Create("returnUrl", $"{request.Path}{request.QueryString}")
            : QueryString.Empty;
        context.Response.Redirect($"/login{back}");
        return Task.CompletedTask;
    }
}
