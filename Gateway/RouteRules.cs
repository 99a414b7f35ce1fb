using Yarp.ReverseProxy.Configuration;

namespace Telemetry.Gateway;

/// <summary>The rules of an endpoint for requests and responses. Proxied routes have them in their entry in appsettings.json.</summary>
/// <param name="MaxBody">The largest body in bytes (<c>MaxRequestBodySize</c>).</param>
/// <param name="IsLimited">Whether it counts against the client's rate limit (<c>Metadata: Limited</c>).</param>
/// <param name="IsPage">Whether a browser without a session is sent to the login page instead of getting 401 (<c>Metadata:
/// Page</c>).</param>
/// <param name="IsJson">Whether the gateway's problems are JSON, as the service's are (<c>Metadata: Json</c>).</param>
/// <param name="IsEmbeddable">Whether pages of other sites may show it as an image (<c>Metadata: Embeddable</c>).</param>
/// <param name="Methods">On limited routes the only methods allowed; elsewhere routing itself decides.</param>
internal sealed record RouteRules(
    int MaxBody,
    bool IsLimited = false,
    bool IsPage = false,
    bool IsJson = false,
    bool IsEmbeddable = false,
    IReadOnlyList<string>? Methods = null)
{
    /// <summary>The largest body of any route, in bytes.</summary>
    public const int MaxBodySize = 256 * 1024;

    private const string Limited = nameof(Limited);
    private const string Page = nameof(Page);
    private const string Json = nameof(Json);
    private const string Embeddable = nameof(Embeddable);

    public static RouteRules Of(RouteConfig route)
    {
        var isLimited = IsSet(route, Limited);
        return new(
            (int)(route.MaxRequestBodySize ?? 0),
            isLimited,
            IsSet(route, Page),
            IsSet(route, Json),
            IsSet(route, Embeddable),
            isLimited ? route.Match.Methods : null);
    }

    /// <summary>The errors in a route's entry.</summary>
    public static IEnumerable<string> Validate(RouteConfig route)
    {
        if (route.MaxRequestBodySize is null or < 0 or > MaxBodySize)
            yield return $"MaxRequestBodySize must be from 0 to {MaxBodySize}";
        foreach (var (key, value) in route.Metadata ?? new Dictionary<string, string>())
        {
            if (key is not (Limited or Page or Json or Embeddable) || !bool.TryParse(value, out _))
                yield return $"Metadata {key} is unknown or neither true nor false";
        }
    }

    private static bool IsSet(RouteConfig route, string key) => route.Metadata?.GetValueOrDefault(key) is { } value && bool.Parse(value);
}
