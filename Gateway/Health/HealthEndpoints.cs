namespace Telemetry.Gateway.Health;

/// <summary>What monitors of the three protocols ask. <c>/health/live</c> and <c>/health/ready</c> are the gateway's alone.</summary>
internal static class HealthEndpoints
{
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Adds what the endpoints need; <see cref="MapHealth"/> is its other half.</summary>
    public static void AddHealth(this WebApplicationBuilder builder) => builder.Services.AddSingleton<PlatformHealth>();

    /// <summary>Maps <c>/api/v1/healthcheck</c>, <c>/health</c> and <c>/healthz</c>.</summary>
    public static void MapHealth(this WebApplication app)
    {
        var health = app.MapGroup("").WithTags("health").DisableHttpMetrics();
        health.MapMethods("/api/v1/healthcheck", Methods, () => TypedResults.Json(new Answering("ok")))
            .WithSummary("Whether the gateway answers")
            .Produces<Answering>();
        foreach (var path in new[] { "/health", "/healthz" })
        {
            health.MapMethods(path, Methods, TellAsync)
                .WithSummary("Whether the whole platform is ready for clients and readers")
                .Produces<Healthy>()
                .Produces<Degraded>(StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static async Task<IResult> TellAsync(PlatformHealth platform, HttpResponse response, CancellationToken cancellationToken)
    {
        response.Headers.CacheControl = "no-store";
        var unready = await platform.FindUnreadyAsync(cancellationToken);
        return unready.Count == 0
            ? TypedResults.Json(new Healthy("healthy", "telemetry"))
            : TypedResults.Json(new Degraded("degraded", "telemetry", unready), statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    private sealed record Answering(string Status);

    /// <summary>All is well.</summary>
    private sealed record Healthy(string Status, string Service);

    /// <summary>Clients or readers get 503.</summary>
    /// <param name="Status">"degraded".</param>
    /// <param name="Service">The same name as always.</param>
    /// <param name="Unready">The services that are not ready.</param>
    private sealed record Degraded(string Status, string Service, IReadOnlyList<string> Unready);
}
