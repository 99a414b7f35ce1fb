using Npgsql;
using Telemetry.ServiceDefaults.Api;

namespace Telemetry.Aggregation.Reads.Applications;

/// <summary><c>GET applications/{slug}/instances-over-time?period=</c>: how many instances there were each day.</summary>
internal static class InstancesOverTimeEndpoint
{
    private static readonly string Text = EmbeddedSql.Read("reads.instances_over_time");

    public static void Map(RouteGroupBuilder group) => group.MapGet("applications/{slug}/instances-over-time", GetAsync)
        .WithTags("applications")
        .WithSummary("How many of an application's instances were active, quiet, new or gone on each day")
        .WithQuery(new QueryParameter("period", "How far it goes back", Period.NamesOfDays))
        .Produces<InstancesOverTime>()
        .Refuses(StatusCodes.Status404NotFound);

    private static Task<IResult> GetAsync(string slug, [AsParameters] ApplicationAsk ask) =>
        ask.AnswerAsync(slug, "instances-over-time", (range, ct) => ComputeAsync(ask.DataSource, slug, range, ct));

    private static async Task<byte[]?> ComputeAsync(NpgsqlDataSource dataSource, string slug, DayRange range, CancellationToken cancellationToken)
    {
        var found = await dataSource.QueryAsync(
            Text, [Sql.Text(slug), Sql.Day(range.From), Sql.Value(range.To)], row => row.GetString(0), cancellationToken);
        return found is [var json] ? Json.Bytes(Json.Read<InstancesOverTime>(json)) : null;
    }

    /// <summary>The answer: an entry per day in each list.</summary>
    /// <param name="Days">Oldest first, without gaps (UTC).</param>
    /// <param name="Active">Sent a snapshot on that day or the 29 before.</param>
    /// <param name="Quiet">Those of them whose newest one was 7 or more days old.</param>
    /// <param name="New">Sent their first one on that day.</param>
    /// <param name="Gone">Their last one was 30 days old on that day.</param>
    private sealed record InstancesOverTime(
        IReadOnlyList<DateOnly> Days, IReadOnlyList<long> Active, IReadOnlyList<long> Quiet, IReadOnlyList<long> New, IReadOnlyList<long> Gone);
}
