using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Telemetry.ServiceDefaults.Settings;

namespace Telemetry.ServiceDefaults.Access;

/// <summary>
/// Authenticates <c>Authorization: Bearer ADMIN_PASSWORD</c>, which the gateway sets for an admin (by cookie or bearer). Each service
/// checks it again, so that a request that bypasses the gateway gets no access.
/// </summary>
public static class AdminAccess
{
    /// <summary>The name of the policy, also for routes in configuration.</summary>
    public const string Policy = "admin";

    /// <summary>The name of the policy for reads that PUBLIC_DASHBOARD opens to everybody; without it they are for the admin.</summary>
    public const string ReaderPolicy = "reader";

    private const string Bearer = "Bearer";

    /// <summary>The other half is <see cref="RequireAdmin"/> and <see cref="RequireReader"/>.</summary>
    public static void AddAdminAccess(this IHostApplicationBuilder builder, AccessSettings access)
    {
        builder.Services.AddSingleton(new AdminPassword(access.AdminPassword));
        builder.Services.AddAuthentication(Bearer).AddScheme<AuthenticationSchemeOptions, BearerHandler>(Bearer, configureOptions: null);
        builder.Services.AddAuthorizationBuilder()
            .AddPolicy(Policy, policy => policy.RequireAuthenticatedUser())
            .AddPolicy(ReaderPolicy, policy => policy.RequireAssertion(caller => access.PublicDashboard || IsAdmin(caller.User)));
    }

    /// <summary>Admits the admin only.</summary>
    public static T RequireAdmin<T>(this T endpoints)
        where T : IEndpointConventionBuilder => endpoints.RequireAuthorization(Policy);

    /// <summary>Admits the admin, and with PUBLIC_DASHBOARD the public; <see cref="IsAdmin"/> distinguishes them.</summary>
    public static T RequireReader<T>(this T endpoints)
        where T : IEndpointConventionBuilder => endpoints.RequireAuthorization(ReaderPolicy);

    /// <summary>Whether the caller is the admin.</summary>
    public static bool IsAdmin(ClaimsPrincipal caller) => caller.Identity is { IsAuthenticated: true };

    /// <summary>For requests to another service on the admin's behalf.</summary>
    public static AuthenticationHeaderValue Header(AccessSettings access) => new(Bearer, access.AdminPassword);

    /// <summary>
    /// The text after <c>Authorization: Bearer</c>, or null. It is read by hand, since a password may have commas and quotes, which the
    /// framework's parser rejects.
    /// </summary>
    public static string? Credential(HttpRequest request)
    {
        const string prefix = $"{Bearer} ";
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? header[prefix.Length..].Trim() : null;
    }

    private sealed class BearerHandler(
        IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, AdminPassword password)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            if (Credential(Request) is not { } credential)
                return Task.FromResult(AuthenticateResult.NoResult());
            if (!password.Matches(credential))
                return Task.FromResult(AuthenticateResult.Fail("wrong password"));

            var admin = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, "admin")], Bearer));
            return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(admin, Bearer)));
        }
    }
}
