using Telemetry.Contracts.Reads;

namespace Telemetry.Aggregation.Reads.Applications;

/// <summary><c>GET applications/{slug}/instances-over-time?period=</c>, <c>/versions?period=</c> and <c>/distributions</c>.</summary>
internal static class HistoryEndpoints
{
    // Clients can make up any number of values.
    private const int MaxReleases = 20;
    private const int MaxSeries = 8;
    private const int MaxValues = 20;

    private static readonly string InstancesOverTime = EmbeddedSql.Read("reads.instances_over_time");
    private static readonly string Versions = EmbeddedSql.Read("reads.versions");
    private static readonly string Distributions = EmbeddedSql.Read("reads.distributions");

    private static readonly QueryParameter PeriodParameter = new("period", "How far it goes back", Period.NamesOfDays);

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("applications/{slug}/instances-over-time", GetInstancesAsync)
            .WithSummary("How many of an application's instances were active, quiet, new or gone on each day")
            .WithQuery(PeriodParameter)
            .Produces<InstancesOverTime>()
            .Refuses(StatusCodes.Status404NotFound);
        group.MapGet("applications/{slug}/versions", GetVersionsAsync)
            .WithSummary("Which versions an application's active instances ran on each day")
            .WithQuery(PeriodParameter)
            .Produces<VersionsOverTime>()
            .Refuses(StatusCodes.Status404NotFound);
        group.MapGet("applications/{slug}/distributions", GetDistributionsAsync)
            .WithSummary("The platforms of an application's active instances")
            .Produces<Distributions>()
            .Refuses(StatusCodes.Status404NotFound);
    }

    private static Task<IResult> GetInstancesAsync(string slug, [AsParameters] ReadRequest request) =>
        RespondAsync<InstancesOverTime>(slug, request, "instances-over-time", InstancesOverTime);

    private static Task<IResult> GetVersionsAsync(string slug, [AsParameters] ReadRequest request) =>
        RespondAsync<VersionsOverTime>(slug, request, "versions", Versions, MaxReleases, MaxSeries);

    private static Task<IResult> GetDistributionsAsync(string slug, [AsParameters] ReadRequest request) => request.RespondAsync(
        slug,
        ReadQuery.OfJson<Distributions>(
            $"distributions:{slug}", (_, ct) =>
                request.DataSource.QueryJsonAsync(Distributions, [Sql.Text(slug), Sql.Value(MaxValues)], ct)));

    private static Task<IResult> RespondAsync<T>(string slug, ReadRequest request, string name, string sql, params int[] limits)
        where T : class
    {
        var period = Period.Named(request.Query.OneOf("period", Period.NamesOfDays));
        var now = request.Now;
        return request.RespondAsync(slug, ReadQuery.OfJson<T>(
            $"{name}:{period.Name}:{slug}",
            (_, ct) => request.DataSource.QueryJsonAsync(
                sql,
                [Sql.Text(slug), Sql.Day(period.FirstDay(now)), Sql.Value(DateOnly.FromDateTime(now)), .. limits.Select(Sql.Value)],
                ct)));
    }
}
