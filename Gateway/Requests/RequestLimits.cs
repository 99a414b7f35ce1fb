using Microsoft.AspNetCore.Server.Kestrel.Core;
using Telemetry.Gateway.Clients;
using Telemetry.Gateway.Settings;

namespace Telemetry.Gateway.Requests;

/// <summary>What is refused before a request reaches a service, cheapest first: connection, headers, method, size, rate.</summary>
internal static class RequestLimits
{
    /// <summary>No route takes more, in bytes.</summary>
    public const int LargestBody = 256 * 1024;

    public static void AddRequestLimits(this WebApplicationBuilder builder, GatewaySettings settings)
    {
        builder.AddClientAddress(settings);
        builder.Services.AddPagesOfOtherSites();
        builder.Services.AddSingleton<GatewayMetrics>();
        builder.Services.AddSingleton<RateLimiter>();

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

            // With a body of LargestBody from each this is the most memory that bodies can take: 2.5 GB; with those of today's clients 650 MB.
            limits.MaxConcurrentConnections = 10_000;
            limits.MaxConcurrentUpgradedConnections = 0;

            // Only a ceiling: the routes' own limits are lower and answer with a text (BoundedBody).
            limits.MaxRequestBodySize = LargestBody + 1;
            limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        });
    }

    public static void UseRequestLimits(this WebApplication app)
    {
        // Before the limits: a browser's question costs nothing, and a page can read also why it was refused.
        app.UseCors();
        app.UseWhen(IsLimited, limited => limited.Use(RateLimit.TellState).Use(AllowedMethods.Check));
        app.UseMiddleware<BoundedBody>();
        app.UseWhen(IsLimited, limited => limited.Use(RateLimit.Check));
    }

    private static bool IsLimited(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<RouteRules>() is { IsLimited: true };
}
