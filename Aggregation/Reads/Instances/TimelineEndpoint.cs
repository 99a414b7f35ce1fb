using Telemetry.Contracts.Reads;

namespace Telemetry.Aggregation.Reads.Instances;

/// <summary><c>GET instances/{id}/timeline</c>: one event per day with reports and one per change of status.</summary>
internal static class TimelineEndpoint
{
    private const int MaxEvents = 200;

    private static readonly string Text = EmbeddedSql.Read("reads.timeline");

    public static void Map(RouteGroupBuilder group) => group.MapGet("instances/{id}/timeline", GetAsync)
        .WithTags("instances")
        .WithSummary("The newest 200 events of an instance, newest first")
        .Produces<IReadOnlyList<TimelineEvent>>()
        .Refuses(StatusCodes.Status404NotFound);

    private static async Task<IResult> GetAsync(string id, [AsParameters] ReadRequest request)
    {
        if (!Guid.TryParse(id, out var instanceId))
            return InstanceEndpoints.Unknown();

        var events = await request.DataSource.QueryAsync(
            Text,
            [Sql.Value(instanceId), Sql.Value(DateOnly.FromDateTime(request.Now)), Sql.Value(MaxEvents)],
            row => new TimelineEvent(row.GetString(0), row.GetDateTime(1), row.GetBoolean(2))
            {
                From = row.IsDBNull(3) ? null : row.GetString(3),
                To = row.IsDBNull(4) ? null : row.GetString(4),
            },
            request.CancellationToken);

        // Every known instance is registered or has sent something.
        return events.Count == 0 ? InstanceEndpoints.Unknown() : Json.Result(events);
    }
}
