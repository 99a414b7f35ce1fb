using Telemetry.ServiceDefaults.Api;

namespace Telemetry.Gateway.Health;

/// <summary>
/// Health of the platform, at the addresses of three protocols. <c>/health/live</c> and <c>/health/ready</c> are for the gateway alone.
/// </summary>
internal static class HealthEndpoints
{
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    public static void AddHealth(this WebApplicationBuilder builder)
    {
        // Without retries: a 503 is a result here. "For evaluation" for years, and the only way to remove a default from one client.
#pragma warning disable EXTEXP0001
        builder.Services.AddHttpClient(PlatformHealth.Client)
            .RemoveAllResilienceHandlers()
#pragma warning restore EXTEXP0001
            .UseSocketsHttpHandler((handler, _) =>
                (handler.AllowAutoRedirect, handler.UseCookies, handler.UseProxy) = (false, false, false));
        builder.Services.AddSingleton<PlatformHealth>();
        builder.Services.DescribeHealth();
    }

    public static void MapHealth(this WebApplication app)
    {
        var health = app.MapGroup("").WithTags(ApiDescription.HealthTag).DisableHttpMetrics();
        health.MapMethods("/api/v1/healthcheck", Methods, () => TypedResults.Json(new Liveness("ok")))
            .WithSummary("Whether the gateway responds")
            .Produces<Liveness>();
        foreach (var path in new[] { "/health", "/healthz" })
        {
            health.MapMethods(path, Methods, GetAsync)
                .WithSummary("Whether the whole platform is ready for clients and readers")
                .Produces<Healthy>()
                .Produces<Degraded>(StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static async Task<IResult> GetAsync(PlatformHealth platform, HttpResponse response, CancellationToken cancellationToken)
    {
        response.Headers.CacheControl = "no-store";
        var unready = await platform.FindUnreadyAsync(cancellationToken);
        return unready.Count == 0
            ? TypedResults.Json(new Healthy("healthy", "telemetry"))
            : TypedResults.Json(new Degraded("degraded", "telemetry", unready), statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    private sealed record Liveness(string Status);

    private sealed record Healthy(string Status, string Service);

    // Unready names the services that respond 503 to clients or readers.
    private sealed record Degraded(string Status, string Service, IReadOnlyList<string> Unready);
}
