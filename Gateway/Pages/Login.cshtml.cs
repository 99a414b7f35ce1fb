using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Telemetry.Gateway.Access;
using Telemetry.Gateway.Clients;
using Telemetry.Gateway.Requests;
using Telemetry.ServiceDefaults.Observability;

namespace Telemetry.Gateway.Pages;

/// <summary>Where an admin signs in. Posts of other sites are refused before they come here (Access/SameOrigin), so there is no token.</summary>
[IgnoreAntiforgeryToken]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class LoginModel(PasswordGate gate, GatewayMetrics metrics, TimeProvider time) : PageModel
{
    /// <summary>A form is no longer than this, in bytes.</summary>
    public const int LargestForm = 4096;

    /// <summary>What to tell the person, or null.</summary>
    public string? Fault { get; private set; }

    /// <summary>Shows the form, and tells who is locked out so.</summary>
    public PageResult OnGet()
    {
        var wait = gate.LockedFor(HttpContext.ClientKey());
        return wait > TimeSpan.Zero ? LockedOut(wait) : Page();
    }

    /// <summary>Tries the password; goes on to where the person came from, if that is here.</summary>
    public async Task<IActionResult> OnPostAsync(string? password, [FromQuery] string? returnUrl)
    {
        if (string.IsNullOrEmpty(password))
            return Refuse("Please type the password.");

        var attempt = gate.Try(HttpContext.ClientKey(), password);
        if (attempt.Outcome == PasswordOutcome.LockedOut)
            return LockedOut(attempt.LockedFor);
        if (attempt.Outcome == PasswordOutcome.Wrong)
            return Refuse("That is not the password.");

        await HttpContext.SignInAsync(GatewayAccess.Cookie, GatewayAccess.LoggedIn(time.GetUtcNow()));
        return LocalRedirect(Url.IsLocalUrl(returnUrl) ? returnUrl : "/dashboard");
    }

    private PageResult Refuse(string fault)
    {
        Fault = fault;
        CountRefusal(Reason.Credentials);
        return new PageResult { StatusCode = StatusCodes.Status401Unauthorized };
    }

    private PageResult LockedOut(TimeSpan wait)
    {
        Fault = $"Too many wrong passwords from your address. Try again in {Minutes(wait)}.";
        CountRefusal(Reason.LockedOut);
        Response.SetRetryAfter(wait);
        return new PageResult { StatusCode = StatusCodes.Status429TooManyRequests };
    }

    private void CountRefusal(string reason)
    {
        metrics.Refuse(reason);
        HttpContext.TraceRefusal(reason);
    }

    private static string Minutes(TimeSpan wait) => wait <= TimeSpan.FromMinutes(1) ? "a minute" : $"{Math.Ceiling(wait.TotalMinutes)} minutes";
}
