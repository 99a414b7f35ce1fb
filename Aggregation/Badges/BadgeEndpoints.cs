namespace Telemetry.Aggregation.Badges;

/// <summary>
/// <c>GET /badge/{slug}/instances</c>, <c>/version</c>, <c>/metric/{name}</c> and <c>/combined?metric=</c>. They are images in other
/// sites' pages: always 200, and an error is the image's text.
/// </summary>
internal static class BadgeEndpoints
{
    public static void AddBadges(this WebApplicationBuilder builder) => builder.Services.AddSingleton<BadgeData>();

    public static void MapBadges(this WebApplication app)
    {
        var badges = app.MapGroup("/badge/{slug}").WithTags("badges").AddEndpointFilter<RouteGroupBuilder, BadgeErrorFilter>();
        Map(badges, "instances", InstancesAsync, "A badge: how many instances are active");
        Map(badges, "version", VersionAsync, "A badge: the version that most active instances have");
        Map(badges, "metric/{name}", MetricAsync, "A badge: a metric's sum over the active instances");
        Map(badges, "combined", CombinedAsync, "A badge: a metric's sum beside the number of active instances");
    }

    private static void Map(RouteGroupBuilder badges, string route, Delegate badge, string summary)
    {
        badges.MapGet(route, badge).WithSummary(summary).Produces<string>(StatusCodes.Status200OK, BadgeResult.MediaType);

        // HEAD is for link checkers.
        badges.MapMethods(route, [HttpMethods.Head], badge).ExcludeFromDescription();
    }

    private static async Task<BadgeResult> InstancesAsync(
        string slug, string? label, string? color, BadgeData data, CancellationToken cancellationToken)
    {
        if (await data.InstancesAsync(slug, cancellationToken) is not { } count)
            return BadgeResult.NotFound;

        return Result(label, "instances", BadgeNumber.Text(count), color, BadgeColor.OfInstances(count));
    }

    private static async Task<BadgeResult> VersionAsync(
        string slug, string? label, string? color, BadgeData data, CancellationToken cancellationToken)
    {
        if (await data.VersionAsync(slug, cancellationToken) is not { } version)
            return BadgeResult.NotFound;

        return Result(label, "version", version.Length > 0 ? version : "no data", color, BadgeColor.Version);
    }

    private static async Task<BadgeResult> MetricAsync(
        string slug, string name, string? label, string? color, BadgeData data, CancellationToken cancellationToken)
    {
        if (await data.MetricAsync(slug, name, cancellationToken) is not { } value)
            return BadgeResult.NotFound;

        return Result(label, name, BadgeNumber.Text(value), color, BadgeColor.OfMetric(value));
    }

    private static async Task<BadgeResult> CombinedAsync(
        string slug, string? label, string? color, string? metric, BadgeData data, CancellationToken cancellationToken)
    {
        var name = metric is { Length: > 0 } ? metric : "users_count";
        if (await data.MetricAsync(slug, name, cancellationToken) is not { } value
            || await data.InstancesAsync(slug, cancellationToken) is not { } count)
            return BadgeResult.NotFound;

        return Result(label, "adoption", $"{BadgeNumber.Text(value)} / {BadgeNumber.Text(count)}", color, BadgeColor.Combined);
    }

    private static BadgeResult Result(string? label, string defaultLabel, string value, string? color, string defaultColor) =>
        new(new Badge(label is { Length: > 0 } ? label : defaultLabel, value, BadgeColor.Parse(color) ?? defaultColor));
}

internal sealed class BadgeResult(Badge badge) : IResult
{
    public const string MediaType = "image/svg+xml";

    public static BadgeResult NotFound { get; } = new(Badge.Error("not found"));

    public static BadgeResult Unavailable { get; } = new(Badge.Error("unavailable"));

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

/// <summary>
/// An unreachable or slow database is shown as text in the badge, after a short time-out: a page does not wait for its images.
/// </summary>
internal sealed partial class BadgeErrorFilter(ILogger<BadgeErrorFilter> logger) : IEndpointFilter
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context).AsTask().WaitAsync(Deadline, context.HttpContext.RequestAborted);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            Log.Unanswered(logger, e.Message);
            return BadgeResult.Unavailable;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "A badge had no answer from the database: {Reason}")]
        public static partial void Unanswered(ILogger logger, string reason);
    }
}
