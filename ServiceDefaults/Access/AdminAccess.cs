using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Telemetry.ServiceDefaults.Settings;

namespace Telemetry.ServiceDefaults.Access;

/// <summary>
/// Admin routes behind the gateway: <c>Authorization: Bearer ADMIN_PASSWORD</c>, which the gateway sets once it has let an admin in by
/// cookie or bearer. Each service checks it again, so that a way around the gateway opens nothing.
/// </summary>
public static class AdminAccess
{
    /// <summary>The name of the policy, also for routes in configuration.</summary>
    public const string Policy = "admin";

    /// <summary>The name of the policy for what PUBLIC_DASHBOARD opens to everybody: the admin alone where it is false.</summary>
    public const string ReaderPolicy = "reader";

    private const string Bearer = "Bearer";

    /// <summary>Adds the scheme and the policies; <see cref="RequireAdmin"/> and <see cref="RequireReader"/> are its other half.</summary>
    public static void AddAdminAccess(this IHostApplicationBuilder builder, AccessSettings access)
    {
        builder.Services.AddSingleton(new AdminPassword(access.AdminPassword));
        builder.Services.AddAuthentication(Bearer).AddScheme<AuthenticationSchemeOptions, BearerHandler>(Bearer, configureOptions: null);
        builder.Services.AddAuthorizationBuilder()
            .AddPolicy(Policy, policy => policy.RequireAuthenticatedUser())
            .AddPolicy(ReaderPolicy, policy => policy.RequireAssertion(caller => access.PublicDashboard || IsAdmin(caller.User)));
    }

    /// <summary>Lets only the admin call the endpoints.</summary>
    public static T RequireAdmin<T>(this T endpoints)
        where T : IEndpointConventionBuilder => endpoints.RequireAuthorization(Policy);

    /// <summary>Admits the admin, and with PUBLIC_DASHBOARD the public; <see cref="IsAdmin"/> distinguishes them.</summary>
    public static T RequireReader<T>(this T endpoints)
        where T : IEndpointConventionBuilder => endpoints.RequireAuthorization(ReaderPolicy);

    /// <summary>Whether the caller is the admin.</summary>
    public static bool IsAdmin(ClaimsPrincipal caller) => caller.Identity is { IsAuthenticated: true };

    /// <summary>The header that a service sends to another one on the admin's behalf.</summary>
    public static AuthenticationHeaderValue Header(AccessSettings access) => new(Bearer, access.AdminPassword);

    /// <summary>
    /// What follows <c>Authorization: Bearer</c>, or null. As it is: a password may hold the commas and quotes at which the framework's
    /// parser gives up.
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
