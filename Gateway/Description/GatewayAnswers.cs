using System.Net.Mime;
using System.Text.Json.Nodes;

namespace Telemetry.Gateway.Description;

/// <summary>What the gateway adds to every operation behind it: who may call it, and its own refusals.</summary>
internal static class GatewayAnswers
{
    private const string Bearer = "bearer";

    private static readonly Dictionary<string, string> RateHeaders = new(StringComparer.Ordinal)
    {
        ["X-RateLimit-Limit"] = "Posts per minute and address",
        ["X-RateLimit-Remaining"] = "Posts that are left now",
        ["X-RateLimit-Reset"] = "When all are back: seconds since 1970",
    };

    /// <summary>The headers that answers refer to.</summary>
    public static JsonObject Headers() => new(RateHeaders
        .Append(KeyValuePair.Create("Retry-After", "Seconds to wait"))
        .Select(header => KeyValuePair.Create(header.Key, (JsonNode?)new JsonObject
        {
            ["description"] = header.Value,
            ["schema"] = new JsonObject { ["type"] = "integer" },
        })));

    /// <summary>How the admin proves to be one.</summary>
    public static JsonObject SecuritySchemes() => new()
    {
        [Bearer] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["description"] = "ADMIN_PASSWORD" },
    };

    /// <summary>Adds it.</summary>
    public static void AddWhatTheGatewayDoes(this JsonObject operation, string method, ExposedRoute route)
    {
        operation["security"] = SecurityOf(route.Access);
        if (!route.IsProxied)
            return;

        var responses = operation["responses"] as JsonObject;
        if (responses is null)
            operation["responses"] = responses = [];

        var isHarmless = method.Equals(HttpMethods.Get, StringComparison.OrdinalIgnoreCase);
        if (!isHarmless)
        {
            responses.Add(StatusCodes.Status400BadRequest, "The body is not framed as HTTP says", route);
            responses.Add(StatusCodes.Status408RequestTimeout, "The body did not arrive in time", route);
            responses.Add(StatusCodes.Status413PayloadTooLarge, $"The body has more than {route.Rules.MaxBody} bytes", route);
        }

        if (route.Access != CallerAccess.Everybody)
        {
            responses.Add(StatusCodes.Status401Unauthorized, "The admin's password is needed", route);
            responses.Add(StatusCodes.Status429TooManyRequests, "Too many wrong passwords from this address", route, "Retry-After");
            if (!isHarmless)
                responses.Add(StatusCodes.Status403Forbidden, "Sent by a page of another site", route);
        }

        if (route.Rules.IsLimited)
            responses.Add(StatusCodes.Status429TooManyRequests, "Too many posts from this address", route, "Retry-After");
        responses.Add(StatusCodes.Status503ServiceUnavailable, "A part of the platform is away: the same request may be sent again", route, "Retry-After");

        if (route.Rules.IsLimited)
        {
            foreach (var (_, response) in responses)
                ((JsonObject)response!).Add(RateHeaders.Keys);
        }
    }

    private static JsonArray SecurityOf(CallerAccess access) => access switch
    {
        CallerAccess.Everybody => [],
        CallerAccess.Reader => [new JsonObject(), NeedsBearer()],
        _ => [NeedsBearer()],
    };

    private static JsonObject NeedsBearer() => new() { [Bearer] = new JsonArray() };

    // The operation may have the same status for reasons of its own.
    private static void Add(this JsonObject responses, int status, string description, ExposedRoute route, params string[] headers)
    {
        if (responses[$"{status}"] is not JsonObject response)
            responses[$"{status}"] = response = new JsonObject { ["description"] = description };
        if (response["content"] is not JsonObject content)
            response["content"] = content = [];

        if (route.Rules.IsJson)
            content.TryAdd(MediaTypeNames.Application.Json, new JsonObject { ["schema"] = RefusalSchema() });
        else
            content.TryAdd(MediaTypeNames.Text.Plain, new JsonObject { ["schema"] = new JsonObject { ["type"] = "string" } });
        response.Add(headers);
    }

    private static void Add(this JsonObject response, IEnumerable<string> headers)
    {
        foreach (var name in headers)
        {
            if (response["headers"] is not JsonObject all)
                response["headers"] = all = [];
            all.TryAdd(name, new JsonObject { ["$ref"] = $"#/components/headers/{name}" });
        }
    }

    private static JsonObject RefusalSchema() => new()
    {
        ["type"] = "object",
        ["required"] = new JsonArray("status", "message"),
        ["properties"] = new JsonObject
        {
            ["status"] = new JsonObject { ["type"] = "string" },
            ["message"] = new JsonObject { ["type"] = "string" },
        },
    };
}
