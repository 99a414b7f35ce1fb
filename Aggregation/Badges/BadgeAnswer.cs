namespace Telemetry.Aggregation.Badges;

/// <summary>A badge as an answer. Errors have the same headers: what is kept of answers outlives a short outage, so they are rare and mostly the asker's.</summary>
internal sealed class BadgeAnswer(Badge badge) : IResult
{
    public const string MediaType = "image/svg+xml";

    /// <summary>No application or no metric of that name.</summary>
    public static BadgeAnswer NotFound { get; } = new(Badge.Error("not found"));

    /// <summary>The database is away.</summary>
    public static BadgeAnswer Unavailable { get; } = new(Badge.Error("unavailable"));

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var svg = badge.ToSvg();
        var response = httpContext.Response;
        response.ContentType = $"{MediaType};charset=utf-8";
        response.ContentLength = svg.Length;
        response.Headers.CacheControl = "public, max-age=300";
        await response.Body.WriteAsync(svg, httpContext.RequestAborted);
    }
}
