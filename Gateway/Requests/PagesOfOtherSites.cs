namespace Telemetry.Gateway.Requests;

/// <summary>
/// CORS for the routes that ask for it (<c>CorsPolicy: pages</c>): pages of any site may send a post, without credentials, and read the answer.
/// </summary>
internal static class PagesOfOtherSites
{
    private const string Policy = "pages";

    // Chromium asks again after two hours whatever we say.
    private static readonly TimeSpan MaxAge = TimeSpan.FromHours(2);

    public static void AddPagesOfOtherSites(this IServiceCollection services) => services.AddCors(cors => cors.AddPolicy(Policy, pages => pages
        .AllowAnyOrigin()
        .WithMethods(HttpMethods.Post)
        .WithHeaders("Content-Type")
        .WithExposedHeaders("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "Retry-After")
        .SetPreflightMaxAge(MaxAge)));
}
