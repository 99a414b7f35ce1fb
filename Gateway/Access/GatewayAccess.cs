using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Telemetry.Gateway.RateLimiting;
using Telemetry.ServiceDefaults.Access;
using Telemetry.ServiceDefaults.Settings;

namespace Telemetry.Gateway.Access;

/// <summary>Authenticates the admin by the cookie of the login page or by bearer. Routes name their policy in appsettings.json.</summary>
internal static class GatewayAccess
{
    public const string Cookie = "cookie";

    public const string Bearer = "bearer";

    // In bytes.
    private const int MaxFormSize = 4096;

    private static readonly TimeSpan SessionLength = TimeSpan.FromHours(12);

    public static ClaimsPrincipal Admin(string scheme) => new(new ClaimsIdentity([new Claim(ClaimTypes.Name, "admin")], scheme));

    /// <summary>Has the time of the login, since the cookie's own time changes as it is used.</summary>
    public static ClaimsPrincipal LoggedIn(DateTimeOffset now) => new(new ClaimsIdentity(
        [new Claim(ClaimTypes.Name, "admin"), new Claim(ClaimTypes.AuthenticationInstant, now.ToString("O", CultureInfo.InvariantCulture))],
        Cookie));

    public static void AddGatewayAccess(this WebApplicationBuilder builder, AccessSettings access)
    {
        var key = PasswordKey.From(access.AdminPassword);
        builder.Services.AddSingleton(key);
        builder.Services.AddSingleton(new AdminPassword(access.AdminPassword));
        builder.Services.AddSingleton<PasswordGuard>();
        builder.AddSyncedState<AttemptSync>();
        builder.Services.AddRazorPages();

        // No default scheme: only routes with a policy check credentials, so a client post can never count as a wrong password.
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

        builder.Services.AddAuthorizationBuilder()
            .AddPolicy(AdminAccess.Policy, policy => policy.AddAuthenticationSchemes(Cookie, Bearer).RequireAuthenticatedUser())
            .AddPolicy(AdminAccess.ReaderPolicy, policy => policy.AddAuthenticationSchemes(Cookie, Bearer)
                .RequireAssertion(caller => AdminAccess.IsAdmin(caller.User) || (access.PublicDashboard && IsAnonymous(caller))));
        builder.Services.AddSingleton<IAuthorizationMiddlewareResultHandler, AccessResultHandler>();
    }

    // A wrong password is refused and counted even where everybody may read: a 200 would suggest that the password is right.
    // An expired session is not a password, and reads as everybody.
    private static bool IsAnonymous(AuthorizationHandlerContext caller) =>
        caller.Resource is HttpContext { Request.Headers.Authorization.Count: 0 };

    public static void UseGatewayAccess(this WebApplication app)
    {
        app.UseAuthorization();
        app.Use(SameOrigin.Check);
    }

    public static void MapGatewayPages(this WebApplication app)
    {
        app.MapRazorPages().WithMetadata(new RouteRules(MaxBody: MaxFormSize), new HttpMethodMetadata(["GET", "HEAD", "POST"]));
        app.MapPost("/logout", () => TypedResults.SignOut(new AuthenticationProperties { RedirectUri = "/login" }, [Cookie]))
            .WithMetadata(new RouteRules(MaxBody: MaxFormSize))
            .ExcludeFromDescription();
    }
}
