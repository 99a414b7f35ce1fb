using Yarp.ReverseProxy.Configuration;

namespace Telemetry.Gateway;

/// <summary>
/// The rules of an endpoint for requests and responses. A proxied route has them in its entry in appsettings.json:
/// <c>MaxRequestBodySize</c> (bytes) and the metadata <c>Limited</c> (counts against the rate limit), <c>Page</c> (a browser without a
/// session is redirected to the login page instead of getting 401), <c>Json</c> (the gateway's problems are JSON, like the service's) and
/// <c>Embeddable</c> (other sites may show the response as an image). On limited routes only the listed methods are allowed; elsewhere
/// routing decides.
/// </summary>
internal sealed record RouteRules(
    int MaxBody,
    bool IsLimited = false,
    bool IsPage = false,
    bool IsJson = false,
    bool IsEmbeddable = false,
    IReadOnlyList<string>? Methods = null)
{
    /// <summary>In bytes.</summary>
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
