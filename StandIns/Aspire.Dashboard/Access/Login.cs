using System.Security.Cryptography;
using System.Text;

namespace Aspire.Dashboard.Access;

/// <summary>The pages are for who knows the token: <c>/login?t=</c> turns it into a cookie. Beside them stands what needs no login.</summary>
internal static class Login
{
    /// <summary>The page that asks for the token.</summary>
    public const string Path = "/login";

    // The receiver has its key, and the rest tells nothing.
    private static readonly PathString[] s_open = [Path, "/v1", "/health", "/assets"];

    /// <summary>Lets nobody else in.</summary>
    public static void UseLogin(this WebApplication app, string token) => app.Use(async (context, next) =>
    {
        var request = context.Request;
        if (!s_open.Any(open => request.Path.StartsWithSegments(open, StringComparison.Ordinal)) && !IsIn(request, token))
        {
            if (HttpMethods.IsGet(request.Method))
                context.Response.Redirect($"{Path}?to={Uri.EscapeDataString(request.Path + request.QueryString)}");
            else
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && IsFromElsewhere(request))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        await next(context);
    });

    /// <summary>Whether the token is right; if so, the browser is let in from now on.</summary>
    public static bool TryLogIn(HttpContext context, string? told, string token)
    {
        if (told is null || !AreEqual(told, token))
            return false;

        context.Response.Cookies.Append(CookieName(context.Request), CookieOf(token), new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, IsEssential = true });
        return true;
    }

    private static bool IsIn(HttpRequest request, string token) => request.Cookies[CookieName(request)] is { } cookie && AreEqual(cookie, CookieOf(token));

    // Browsers keep cookies by host, not by port: without it the dashboards of two AppHosts would log each other out.
    private static string CookieName(HttpRequest request) => $"developer-dashboard-{request.Host.Port}";

    // Cookies also go to whatever else listens on this host: not the token itself.
    private static string CookieOf(string token) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(token), "developer dashboard cookie"u8));

    // A page of another port of this host is of the same site, so the cookie comes along. Programs send neither header.
    private static bool IsFromElsewhere(HttpRequest request) => request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site
        ? site is not ("same-origin" or "none")
        : request.Headers.Origin.ToString() is { Length: > 0 } origin && origin != $"{request.Scheme}://{request.Host}";

    private static bool AreEqual(string one, string other) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));
}
