namespace Telemetry.Aggregation.Badges;

/// <summary>
/// <c>GET /badge/{slug}/instances</c>, <c>/version</c>, <c>/metric/{name}</c> and <c>/combined?metric=</c>, for everybody. They are
/// pictures in other people's pages: always 200, and what is wrong stands in the picture.
/// </summary>
internal static class BadgeEndpoints
{
    public static void MapBadges(this WebApplication app)
    {
        var badges = app.MapGroup("/badge/{slug}").WithTags("badges").AddEndpointFilter<RouteGroupBuilder, BadgeFaults>();
        Map(badges, "instances", InstancesAsync, "A badge: how many instances are active");
        Map(badges, "version", VersionAsync, "A badge: the version that most active instances have");
        Map(badges, "metric/{name}", MetricAsync, "A badge: a metric's sum over the active instances");
        Map(badges, "combined", CombinedAsync, "A badge: a metric's sum beside the number of active instances");
    }

    private static void Map(RouteGroupBuilder badges, string route, Delegate badge, string summary)
    {
        badges.MapGet(route, badge).WithSummary(summary).Produces<string>(StatusCodes.Status200OK, BadgeAnswer.MediaType);

        // Whoever checks links in pages.
        badges.MapMethods(route, [HttpMethods.Head], badge).ExcludeFromDescription();
    }

    private static async Task<BadgeAnswer> InstancesAsync(string slug, string? label, string? color, BadgeData data, CancellationToken cancellationToken)
    {
        if (await data.InstancesAsync(slug, cancellationToken) is not { } count)
            return BadgeAnswer.NotFound;

        return Answer(label, "instances", BadgeNumber.Text(count), color, BadgeColor.OfInstances(count));
    }

    private static async Task<BadgeAnswer> VersionAsync(string slug, string? label, string? color, BadgeData data, CancellationToken cancellationToken)
    {
        if (await data.VersionAsync(slug, cancellationToken) is not { } version)
            return BadgeAnswer.NotFound;

        return Answer(label, "version", version.Length > 0 ? version : "no data", color, BadgeColor.Version);
    }

    private static async Task<BadgeAnswer> MetricAsync(
        string slug, string name, string? label, string? color, BadgeData data, CancellationToken cancellationToken)
    {
        if (await data.MetricAsync(slug, name, cancellationToken) is not { } value)
            return BadgeAnswer.NotFound;

        return Answer(label, name, BadgeNumber.Text(value), color, BadgeColor.OfMetric(value));
    }

    private static async Task<BadgeAnswer> CombinedAsync(
        string slug, string? label, string? color, string? metric, BadgeData data, CancellationToken cancellationToken)
    {
        var name = metric is { Length: > 0 } ? metric : "users_count";
        if (await data.MetricAsync(slug, name, cancellationToken) is not { } value || await data.InstancesAsync(slug, cancellationToken) is not { } count)
            return BadgeAnswer.NotFound;

        return Answer(label, "adoption", $"{BadgeNumber.Text(value)} / {BadgeNumber.Text(count)}", color, BadgeColor.Combined);
    }

    private static BadgeAnswer Answer(string? label, string usualLabel, string value, string? color, string usualColor) =>
        new(new Badge(label is { Length: > 0 } ? label : usualLabel, value, BadgeColor.Asked(color) ?? usualColor));
}
