using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Telemetry.Gateway.RateLimiting;
using Telemetry.ServiceDefaults.Access;

namespace Telemetry.Gateway.Access;

/// <summary><c>Authorization: Bearer ADMIN_PASSWORD</c>; failures are counted together with those of the login page.</summary>
internal sealed class BearerHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, PasswordGuard guard)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (AdminAccess.Credential(Request) is not { } credential)
            return Task.FromResult(AuthenticateResult.NoResult());

        var attempt = guard.Try(Context.ClientKey(), credential);
        Context.Features.Set(attempt);
        return Task.FromResult(attempt.Outcome == PasswordOutcome.Admitted
            ? AuthenticateResult.Success(new AuthenticationTicket(GatewayAccess.Admin(Scheme.Name), Scheme.Name))
            : AuthenticateResult.Fail("wrong password or locked out"));
    }
}
