using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Yarp.ReverseProxy.Model;

namespace Telemetry.Tests.Documentation;

/// <summary>What the gateway listens to, as its routing has it.</summary>
/// <param name="Path">The pattern.</param>
/// <param name="Method">One method; HEAD is told with GET.</param>
/// <param name="Policy">Who may pass; null: everybody.</param>
/// <param name="Service">The service that answers.</param>
public sealed record GatewayRoute(string Path, string Method, string? Policy, string Service)
{
    // What people look at with a browser.
    private static readonly string[] Pages =
    [
        "GET /", "GET /login", "POST /login", "POST /logout", "GET /dashboard", "GET /dashboard/applications/{slug}",
        "GET /dashboard/runs", "GET /dashboard/starts", "GET /dashboard/settings", "GET /dashboard/{**rest}", "POST /dashboard/{**rest}",
        "GET /assets/{**rest}", "GET /privacy",
    ];

    public int Literals => TemplateParser.Parse(Path).Segments.Count(segment => segment.Parts is [{ IsLiteral: true }]);

    /// <summary>All that are an API.</summary>
    public static IReadOnlyList<GatewayRoute> Of(IServiceProvider gateway)
    {
        var all = All(gateway);

        // A page that is gone is no exception any more.
        Assert.Empty(Pages.Except(all.Select(route => $"{route}")));
        return [.. all.Where(route => !Pages.Contains($"{route}"))];
    }

    /// <summary>All but the description itself.</summary>
    public static IReadOnlyList<GatewayRoute> All(IServiceProvider gateway) =>
    [
        .. gateway.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => !endpoint.RoutePattern.RawText!.TrimStart('/').StartsWith("openapi", StringComparison.Ordinal))
            .SelectMany(endpoint => MethodsOf(endpoint).Where(method => method != "HEAD").Select(method => new GatewayRoute(
                $"/{endpoint.RoutePattern.RawText!.TrimStart('/')}", method, endpoint.Metadata.GetMetadata<IAuthorizeData>()?.Policy,
                endpoint.Metadata.GetMetadata<RouteModel>()?.Config.ClusterId ?? "gateway")))
            .Distinct(),
    ];

    /// <summary>Whether it leads to a path, which may have parameters of its own.</summary>
    public bool Leads(string path, string method) =>
        Method.Equals(method, StringComparison.OrdinalIgnoreCase) && new TemplateMatcher(TemplateParser.Parse(Path), []).TryMatch(path, []);

    public override string ToString() => $"{Method} {Path}";

    // Limited routes leave the check of methods to the gateway, and have them only where YARP keeps them.
    private static IReadOnlyList<string> MethodsOf(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<RouteModel>()?.Config.Match.Methods
            ?? endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods;
}
