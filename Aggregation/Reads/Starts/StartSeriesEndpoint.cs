using System.Globalization;
using Npgsql;
using Telemetry.Aggregation.Cache;
using Telemetry.ServiceDefaults.Api;

namespace Telemetry.Aggregation.Reads.Starts;

/// <summary><c>GET /api/v1/admin/starts</c>: the starts of the last days.</summary>
internal static class StartSeriesEndpoint
{
    private const int DefaultDays = 30;
    private const int MostDays = 365;

    // What the page offers. Other ranges are answered as well, and not kept.
    private static readonly int[] UsualDays = [1, 7, DefaultDays, 90, MostDays];

    private static readonly string Series = EmbeddedSql.Read("reads.starts");

    public static void Map(RouteGroupBuilder group) => group.MapGet("starts", GetAsync)
        .WithSummary("Starts of containers by day, and what they told")
        .WithTags("starts")
        .WithQuery(QueryParameter.Integer("days", "The last days (UTC), today included", DefaultDays, least: 1, MostDays))
        .Produces<StartSeries>();

    /// <summary>What the page asks for.</summary>
    public static IEnumerable<Question> Usual(NpgsqlDataSource dataSource, TimeProvider time) => UsualDays.Select(days => Question(dataSource, time, days));

    private static async Task<IResult> GetAsync(
        HttpRequest request, AnswerCache cache, NpgsqlDataSource dataSource, TimeProvider time, CancellationToken cancellationToken)
    {
        var query = new Query(request.Query);
        var days = query.Integer("days", DefaultDays, least: 1, MostDays);
        return query.Fault is { } fault
            ? TypedResults.Text(fault, statusCode: StatusCodes.Status400BadRequest)
            : new CachedAnswer(await cache.AskAsync(Question(dataSource, time, days), cancellationToken));
    }

    private static Question Question(NpgsqlDataSource dataSource, TimeProvider time, int days)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        return new(
            string.Create(CultureInfo.InvariantCulture, $"starts:series:{today:yyyyMMdd}:{days}"),
            async ct => Json.Bytes((await dataSource.QueryAsync(
                Series, [Sql.Value(today.AddDays(1 - days)), Sql.Value(today)], row => Json.Read<StartSeries>(row.GetString(0)), ct))[0]),
            MayBeStale: true,
            MayBeKept: UsualDays.Contains(days));
    }
}
