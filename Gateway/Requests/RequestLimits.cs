using Microsoft.AspNetCore.Server.Kestrel.Core;
using Telemetry.Gateway.RateLimiting;

namespace Telemetry.Gateway.Requests;

/// <summary>Limits that are checked before a request reaches a service, cheapest first: connection, headers, method, size, rate.</summary>
internal static class RequestLimits
{
    public static void AddRequestLimits(this WebApplicationBuilder builder)
    {
        builder.Services.AddCorsPolicy();

        var deadlines = builder.Configuration.GetSection("Deadlines").Get<Deadlines>() ?? new Deadlines();
        builder.Services.AddSingleton(deadlines);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            var limits = kestrel.Limits;
            limits.RequestHeadersTimeout = deadlines.Headers;
            limits.KeepAliveTimeout = deadlines.KeepAlive;
            limits.MaxRequestLineSize = 8 * 1024;
            limits.MaxRequestHeadersTotalSize = 16 * 1024;
            limits.MaxRequestHeaderCount = 64;

            // With a body of MaxBodySize on each this bounds the memory of bodies to 2.5 GB; with those of today's clients to 650 MB.
            limits.MaxConcurrentConnections = 10_000;
            limits.MaxConcurrentUpgradedConnections = 0;

            // Only a ceiling: the routes' own limits are lower, and their problems have a text (BoundedBody).
            limits.MaxRequestBodySize = RouteRules.MaxBodySize + 1;
            limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        });
    }

    public static void UseRequestLimits(this WebApplication app)
    {
        // Before the limits: a preflight request takes no token, and a page can read problems as well.
        app.UseCors();
        app.UseWhen(IsLimited, limited => limited.Use(RateLimitMiddleware.AddHeaders).Use(AllowedMethods.Check));
        app.UseMiddleware<BoundedBody>();
        app.UseWhen(IsLimited, limited => limited.Use(RateLimitMiddleware.Check));
    }

    private static bool IsLimited(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<RouteRules>() is { IsLimited: true };
}

/// <summary>
/// How long the gateway waits for a client (configuration section <c>Deadlines</c>). Those for the services are in the clusters.
/// </summary>
internal sealed class Deadlines
{
    /// <summary>For a request's line and headers.</summary>
    public TimeSpan Headers { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For a request's whole body.</summary>
    public TimeSpan Body { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>For the next request on an idle connection.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(75);
}
