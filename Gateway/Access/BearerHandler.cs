using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Telemetry.Gateway.Clients;

namespace Telemetry.Gateway.Access;

/// <summary><c>Authorization: Bearer ADMIN_PASSWORD</c>, under the same count of failures as the login page.</summary>
internal sealed class BearerHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, PasswordGate gate)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    private const string Prefix = "Bearer ";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            return Task.FromResult(AuthenticateResult.NoResult());

        var attempt = gate.Try(Context.ClientKey(), header[Prefix.Length..].Trim());
        Context.Features.Set(attempt);
        return Task.FromResult(attempt.Outcome == PasswordOutcome.Admitted
            ? AuthenticateResult.Success(new AuthenticationTicket(GatewayAccess.Admin(Scheme.Name), Scheme.Name))
            : AuthenticateResult.Fail("wrong password or locked out"));
    }
}
