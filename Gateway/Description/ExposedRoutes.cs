using Microsoft.AspNetCore.Routing.Template;
using Telemetry.Gateway.Requests;
using Telemetry.Gateway.Settings;
using Telemetry.ServiceDefaults.Access;
using Yarp.ReverseProxy.Configuration;

namespace Telemetry.Gateway.Description;

/// <summary>What the gateway itself asks of a request before an operation answers it.</summary>
/// <param name="Rules">Its limits.</param>
/// <param name="Access">Who may call it.</param>
/// <param name="IsProxied">Whether a service answers it, which may be away.</param>
internal sealed record ExposedRoute(RouteRules Rules, CallerAccess Access, bool IsProxied)
{
    /// <summary>The gateway's own: they say all about themselves.</summary>
    public static ExposedRoute Own { get; } = new(new RouteRules(MaxBody: 0), CallerAccess.Everybody, IsProxied: false);
}

/// <summary>Who may call an operation.</summary>
internal enum CallerAccess
{
    /// <summary>It looks at no password.</summary>
    Everybody,

    /// <summary>Everybody, and the admin sees more.</summary>
    Reader,

    /// <summary>The admin alone.</summary>
    Admin,
}

/// <summary>The routes to the services, as the gateway's configuration has them: what no route leads to is nobody's business.</summary>
internal sealed class ExposedRoutes(IEnumerable<IProxyConfigProvider> providers, GatewaySettings settings)
{
    private readonly IReadOnlyList<Route> _routes =
        [.. providers.SelectMany(provider => provider.GetConfig().Routes).Where(route => route.Match.Path is not null).Select(route => new Route(route))];

    /// <summary>The route that leads to an operation of a service; null: none does.</summary>
    public ExposedRoute? Find(string service, string path, string method) => _routes
        .Where(route => route.Config.ClusterId == service && route.Leads(path, method))
        .MaxBy(route => route.LiteralSegments)
        is { Config: var found } ? new(RouteRules.Of(found), AccessOf(found.AuthorizationPolicy), IsProxied: true) : null;

    private CallerAccess AccessOf(string? policy) => policy switch
    {
        null => CallerAccess.Everybody,
        AdminAccess.ReaderPolicy when settings.Access.PublicDashboard => CallerAccess.Reader,
        _ => CallerAccess.Admin,
    };

    private sealed class Route(RouteConfig config)
    {
        private readonly TemplateMatcher _matcher = new(TemplateParser.Parse(config.Match.Path!), []);

        public RouteConfig Config => config;

        public int LiteralSegments { get; } = TemplateParser.Parse(config.Match.Path!).Segments.Count(segment => segment.IsSimple && segment.Parts[0].IsLiteral);

        // A parameter of the operation's path is one of the route's as well: {slug} matches {app}, but not a literal.
        public bool Leads(string path, string method) =>
            (config.Match.Methods is not { Count: > 0 } methods || methods.Contains(method, StringComparer.OrdinalIgnoreCase)) && _matcher.TryMatch(path, []);
    }
}
