namespace Telemetry.Gateway.Requests;

/// <summary>
/// CORS for routes with <c>CorsPolicy: pages</c>: pages of any site may send a post, without credentials, and read the response.
/// </summary>
internal static class CorsPolicy
{
    private const string Name = "pages";

    // Chromium's maximum.
    private static readonly TimeSpan MaxAge = TimeSpan.FromHours(2);

    public static void AddCorsPolicy(this IServiceCollection services) => services.AddCors(cors => cors.AddPolicy(Name, pages => pages
        .AllowAnyOrigin()
        .WithMethods(HttpMethods.Post)
        .WithHeaders("Content-Type")
        .WithExposedHeaders("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "Retry-After")
        .SetPreflightMaxAge(MaxAge)));
}
