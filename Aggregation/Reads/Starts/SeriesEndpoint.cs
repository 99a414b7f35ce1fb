using System.Globalization;
using Telemetry.Contracts.Reads;

namespace Telemetry.Aggregation.Reads.Starts;

internal static class SeriesEndpoint
{
    private const int DefaultDays = 30;
    private const int MaxDays = 365;

    /// <summary>The ranges that the page offers. Other ranges are not cached.</summary>
    public static readonly IReadOnlyList<int> CachedDays = [1, 7, DefaultDays, 90, MaxDays];

    private static readonly string Series = EmbeddedSql.Read("reads.starts");

    public static void Map(RouteGroupBuilder group) => group.MapGet("api/v1/admin/starts", GetAsync)
        .WithSummary("Starts of containers by day, version, architecture, runtime and database")
        .WithQuery(QueryParameter.Integer("days", "The last days (UTC), today included", DefaultDays, min: 1, MaxDays))
        .Produces<StartSeries>();

    public static ReadQuery Query(NpgsqlDataSource dataSource, DateTime now, int days)
    {
        var today = DateOnly.FromDateTime(now);
        return ReadQuery.OfJson<StartSeries>(
            string.Create(CultureInfo.InvariantCulture, $"starts:series:{today:yyyyMMdd}:{days}"),
            (_, ct) => dataSource.QueryJsonAsync(Series, [Sql.Value(today.AddDays(1 - days)), Sql.Value(today)], ct))
                with { IsCached = CachedDays.Contains(days) };
    }

    private static Task<IResult> GetAsync([AsParameters] ReadRequest request) =>
        request.RespondAsync(Query(request.DataSource, request.Now, request.Query.Integer("days", DefaultDays, min: 1, MaxDays)));
}
