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
        var health = app.MapGroup("").DisableHttpMetrics();
        health.MapMethods("/api/v1/healthcheck", Methods, () => TypedResults.Json(new { status = "ok" }));
        health.MapMethods("/health", Methods, TellAsync);
        health.MapMethods("/healthz", Methods, TellAsync);
    }

    private static async Task<IResult> TellAsync(PlatformHealth platform, HttpResponse response, CancellationToken cancellationToken)
    {
        response.Headers.CacheControl = "no-store";
        var unready = await platform.FindUnreadyAsync().WaitAsync(cancellationToken);
        return unready.Count == 0
            ? TypedResults.Json(new Health("healthy", "telemetry"))
            : TypedResults.Json(new Degraded("degraded", "telemetry", unready), statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    /// <summary>All is well.</summary>
    private sealed record Health(string Status, string Service);

    /// <summary>Clients or readers get 503.</summary>
    /// <param name="Status">"degraded".</param>
    /// <param name="Service">The same name as always.</param>
    /// <param name="Unready">The services that are not ready.</param>
    private sealed record Degraded(string Status, string Service, IReadOnlyList<string> Unready);
}
