using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Yarp.ReverseProxy.Model;

namespace Telemetry.Tests.Documentation;

/// <summary>A route of the gateway.</summary>
/// <param name="Path">The route pattern.</param>
/// <param name="Method">One method; HEAD is left out, because it comes with GET.</param>
/// <param name="Policy">The authorization policy; null for public routes.</param>
/// <param name="Service">The service that handles it.</param>
public sealed record GatewayRoute(string Path, string Method, string? Policy, string Service)
{
    // Pages and forms, which are not part of the API.
    private static readonly string[] Pages =
    [
        "GET /", "GET /login", "POST /login", "POST /logout", "GET /dashboard", "GET /dashboard/applications/{slug}",
        "GET /dashboard/runs", "GET /dashboard/starts", "GET /dashboard/settings", "GET /dashboard/{**rest}", "POST /dashboard/{**rest}",
        "GET /assets/{**rest}", "GET /privacy",
    ];

    public int Literals => TemplateParser.Parse(Path).Segments.Count(segment => segment.Parts is [{ IsLiteral: true }]);

    /// <summary>All routes of the API.</summary>
    public static IReadOnlyList<GatewayRoute> Of(IServiceProvider gateway)
    {
        var all = All(gateway);

        // An entry without a route must be removed from the list.
        Assert.Empty(Pages.Except(all.Select(route => $"{route}")));
        return [.. all.Where(route => !Pages.Contains($"{route}"))];
    }

    /// <summary>All routes except those of the OpenAPI documents.</summary>
    public static IReadOnlyList<GatewayRoute> All(IServiceProvider gateway) =>
    [
        .. gateway.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => !endpoint.RoutePattern.RawText!.TrimStart('/').StartsWith("openapi", StringComparison.Ordinal))
            .SelectMany(endpoint => MethodsOf(endpoint).Where(method => method != "HEAD").Select(method => new GatewayRoute(
                $"/{endpoint.RoutePattern.RawText!.TrimStart('/')}", method, endpoint.Metadata.GetMetadata<IAuthorizeData>()?.Policy,
                endpoint.Metadata.GetMetadata<RouteModel>()?.Config.ClusterId ?? "gateway")))
            .Distinct(),
    ];

    /// <summary>Whether the route matches a path, which may have parameters in braces.</summary>
    public bool Matches(string path, string method) =>
        Method.Equals(method, StringComparison.OrdinalIgnoreCase) && new TemplateMatcher(TemplateParser.Parse(Path), []).TryMatch(path, []);

    public override string ToString() => $"{Method} {Path}";

    // Rate-limited routes have no methods in the endpoint, because the gateway checks them; they are in YARP's configuration.
    private static IReadOnlyList<string> MethodsOf(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<RouteModel>()?.Config.Match.Methods
            ?? endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods;
}
