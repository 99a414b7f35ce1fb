using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Telemetry.Gateway.Requests;

namespace Telemetry.Gateway.Access;

/// <summary>The answers to those who may not pass: a browser that wants a page goes to the login page, everybody else gets a status.</summary>
internal sealed class AccessAnswers : IAuthorizationMiddlewareResultHandler
{
    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded)
            return next(context);
        if (context.Features.Get<PasswordAttempt>() is { Outcome: PasswordOutcome.LockedOut } attempt)
            return context.RefuseAsync(StatusCodes.Status429TooManyRequests, Reason.LockedOut, "Too many wrong passwords", attempt.LockedFor);
        if (IsPage(context))
            return RedirectToLogin(context);

        context.Response.Headers.WWWAuthenticate = "Bearer";
        return context.RefuseAsync(StatusCodes.Status401Unauthorized, Reason.Credentials, "The admin's password is needed: Authorization: Bearer <ADMIN_PASSWORD>");
    }

    // Who sent a bearer is no browser.
    private static bool IsPage(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<RouteRules>() is { IsPage: true } && context.Request.Headers.Authorization.Count == 0;

    private static Task RedirectToLogin(HttpContext context)
    {
        var request = context.Request;
        var back = HttpMethods.IsGet(request.Method) ? QueryString.Create("returnUrl", $"{request.Path}{request.QueryString}") : QueryString.Empty;
        context.Response.Redirect($"/login{back}");
        return Task.CompletedTask;
    }
}
