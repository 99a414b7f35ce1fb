using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Telemetry.Gateway.Access;
using Telemetry.Gateway.RateLimiting;
using Telemetry.Gateway.Responses;
using Telemetry.ServiceDefaults.Observability;

namespace Telemetry.Gateway.Pages;

/// <summary>Cross-site posts are refused earlier (<see cref="SameOrigin"/>), so there is no antiforgery token.</summary>
[IgnoreAntiforgeryToken]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class LoginModel(PasswordGuard guard, GatewayMetrics metrics, TimeProvider time) : PageModel
{
    public string? Error { get; private set; }

    public PageResult OnGet()
    {
        var wait = guard.LockedFor(HttpContext.ClientKey());
        return wait > TimeSpan.Zero ? LockedOut(wait) : Page();
    }

    public async Task<IActionResult> OnPostAsync(string? password, [FromQuery] string? returnUrl)
    {
        if (string.IsNullOrEmpty(password))
            return Unauthorized("Please type the password.");

        var attempt = guard.Try(HttpContext.ClientKey(), password);
        if (attempt.Outcome == PasswordOutcome.LockedOut)
            return LockedOut(attempt.LockedFor);
        if (attempt.Outcome == PasswordOutcome.Wrong)
            return Unauthorized("That is not the password.");

        await HttpContext.SignInAsync(GatewayAccess.Cookie, GatewayAccess.LoggedIn(time.GetUtcNow()));
        return LocalRedirect(Url.IsLocalUrl(returnUrl) ? returnUrl : "/dashboard");
    }

    private PageResult Unauthorized(string error)
    {
        Error = error;
        CountProblem(ErrorCode.Credentials);
        return new PageResult { StatusCode = StatusCodes.Status401Unauthorized };
    }

    private PageResult LockedOut(TimeSpan wait)
    {
        Error = $"Too many wrong passwords from your address. Try again in {Minutes(wait)}.";
        CountProblem(ErrorCode.LockedOut);
        Response.SetRetryAfter(wait);
        return new PageResult { StatusCode = StatusCodes.Status429TooManyRequests };
    }

    private void CountProblem(string errorCode)
    {
        metrics.CountProblem(errorCode);
        HttpContext.TraceProblem(errorCode);
    }

    private static string Minutes(TimeSpan wait) =>
        wait <= TimeSpan.FromMinutes(1) ? "a minute" : $"{Math.Ceiling(wait.TotalMinutes)} minutes";
}
