using System.Text.Json.Serialization;
using Npgsql;
using Telemetry.ServiceDefaults.Api;

namespace Telemetry.Aggregation.Reads.Instances;

/// <summary><c>GET instances/{id}/timeline</c>: what happened to an instance, from a row per day and one per change of its status.</summary>
internal static class TimelineEndpoint
{
    private const int MostEvents = 200;

    private static readonly string Text = EmbeddedSql.Read("reads.timeline");

    public static void Map(RouteGroupBuilder group) => group.MapGet("instances/{id}/timeline", GetAsync)
        .WithTags("instances")
        .WithSummary("What happened to an instance, the newest 200 events first")
        .Produces<IReadOnlyList<Event>>()
        .Refuses(StatusCodes.Status404NotFound);

    private static async Task<IResult> GetAsync(string id, NpgsqlDataSource dataSource, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(id, out var instanceId))
            return InstanceEndpoints.Unknown();

        var events = await dataSource.QueryAsync(
            Text,
            [Sql.Value(instanceId), Sql.Value(DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime)), Sql.Value(MostEvents)],
            row => new Event(row.GetString(0), row.GetDateTime(1), row.GetBoolean(2))
            {
                From = row.IsDBNull(3) ? null : row.GetString(3),
                To = row.IsDBNull(4) ? null : row.GetString(4),
            },
            cancellationToken);

        // Whoever is known is at least registered, or has sent something.
        return events.Count == 0 ? InstanceEndpoints.Unknown() : TypedResults.Bytes(Json.Bytes(events), "application/json");
    }

    /// <summary>An event.</summary>
    /// <param name="Name">registered, first_seen, activated, approved, revoked, upgraded, quiet, gone or returned.</param>
    /// <param name="At">When; midnight (UTC) where only the day is known.</param>
    /// <param name="IsDay">Whether only the day is known.</param>
    private sealed record Event([property: JsonPropertyName("event")] string Name, DateTime At, bool IsDay)
    {
        /// <summary>upgraded: the version before, or "".</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? From { get; init; }

        /// <summary>upgraded, first_seen: the version, or "".</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? To { get; init; }
    }
}
