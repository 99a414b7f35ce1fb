using Telemetry.Aggregation.Cache;
using Telemetry.Aggregation.Settings;

namespace Telemetry.Aggregation.Reads.Starts;

internal static class StartRoutes
{
    public static void AddStartReads(this WebApplicationBuilder builder) => builder.Services.AddSingleton<IWarmUpSource, StartWarmUp>();

    /// <summary>What PUBLIC_DASHBOARD opens.</summary>
    public static void MapStarts(this RouteGroupBuilder open)
    {
        var starts = open.MapGroup("").WithTags("starts");
        SeriesEndpoint.Map(starts);
        MetricsEndpoint.Map(starts);
        StartEndpoints.MapSums(starts);
    }

    public static void MapDeployments(this RouteGroupBuilder restricted) =>
        StartEndpoints.MapDeployments(restricted.MapGroup("").WithTags("starts"));

    private sealed class StartWarmUp(NpgsqlDataSource dataSource, AggregationSettings settings, TimeProvider time) : IWarmUpSource
    {
        public IEnumerable<CachedQuery> Queries() =>
            SeriesEndpoint.CachedDays.SelectMany(
                days => SeriesEndpoint.Query(dataSource, time.GetUtcNow().UtcDateTime, days).ForAll(settings.Access));
    }
}
