using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Telemetry.Gateway.Clients;
using Telemetry.Gateway.Pages;
using Telemetry.Gateway.Requests;
using Telemetry.ServiceDefaults.Access;
using Telemetry.ServiceDefaults.Settings;

namespace Telemetry.Gateway.Access;

/// <summary>Who may pass: the admin, by the cookie of the login page or by bearer. Routes name the policy in appsettings.json.</summary>
internal static class GatewayAccess
{
    /// <summary>The scheme of the login page's cookie.</summary>
    public const string Cookie = "cookie";

    /// <summary>The scheme of <c>Authorization: Bearer ADMIN_PASSWORD</c>.</summary>
    public const string Bearer = "bearer";

    private static readonly TimeSpan SessionLength = TimeSpan.FromHours(12);

    /// <summary>The admin, let in by a scheme.</summary>
    public static ClaimsPrincipal Admin(string scheme) => new(new ClaimsIdentity([new Claim(ClaimTypes.Name, "admin")], scheme));

    /// <summary>The admin, logged in now. The cookie's own time moves on as it is used.</summary>
    public static ClaimsPrincipal LoggedIn(DateTimeOffset now) => new(new ClaimsIdentity(
        [new Claim(ClaimTypes.Name, "admin"), new Claim(ClaimTypes.AuthenticationInstant, now.ToString("O", CultureInfo.InvariantCulture))], Cookie));

    public static void AddGatewayAccess(this WebApplicationBuilder builder, AccessSettings access)
    {
        var key = PasswordKey.From(access.AdminPassword);
        builder.Services.AddSingleton(key);
        builder.Services.AddSingleton(new AdminPassword(access.AdminPassword));
        builder.Services.AddSingleton<ClientPseudonyms>();
        builder.Services.AddSingleton<PasswordGate>();
        builder.Services.AddRazorPages();

        // No default scheme: nothing but a route with the policy looks at credentials, so a client post can never count as a wrong password.
        builder.Services.AddAuthentication()
            .AddScheme<AuthenticationSchemeOptions, BearerHandler>(Bearer, configureOptions: null)
            .AddCookie(Cookie, cookie =>
            {
                cookie.Cookie.Name = "telemetry-admin";
                cookie.Cookie.HttpOnly = true;
                cookie.Cookie.SameSite = SameSiteMode.Lax;
                cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                cookie.ExpireTimeSpan = SessionLength;
                cookie.SlidingExpiration = true;
            });
        builder.Services.AddSingleton<IDataProtectionProvider>(new PasswordProtection(key));

        // The one place that says who may pass.
        builder.Services.AddAuthorizationBuilder()
            .AddPolicy(AdminAccess.Policy, policy => policy.AddAuthenticationSchemes(Cookie, Bearer).RequireAuthenticatedUser())
            .AddPolicy(AdminAccess.ReaderPolicy, policy => policy.AddAuthenticationSchemes(Cookie, Bearer)
                .RequireAssertion(caller => AdminAccess.IsAdmin(caller.User) || (access.PublicDashboard && IsStranger(caller))));
        builder.Services.AddSingleton<IAuthorizationMiddlewareResultHandler, AccessAnswers>();
    }

    // Who brought a password that is wrong is told so, and counted: an answer for everybody would look as if it were right. A session
    // that is over is no password: its owner is one of everybody.
    private static bool IsStranger(AuthorizationHandlerContext caller) => caller.Resource is HttpContext { Request.Headers.Authorization.Count: 0 };

    public static void UseGatewayAccess(this WebApplication app)
    {
        app.UseAuthorization();
        app.Use(SameOrigin.Check);
    }

    public static void MapGatewayPages(this WebApplication app)
    {
        app.MapRazorPages().WithMetadata(new RouteRules(MaxBody: LoginModel.LargestForm), new HttpMethodMetadata(["GET", "HEAD", "POST"]));
        app.MapPost("/logout", () => TypedResults.SignOut(new AuthenticationProperties { RedirectUri = "/login" }, [Cookie]))
            .WithMetadata(new RouteRules(MaxBody: LoginModel.LargestForm))
            .ExcludeFromDescription();
    }
}
