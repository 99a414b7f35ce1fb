using Telemetry.Aggregation.Cache;
using Telemetry.Aggregation.Maintenance;
using Telemetry.Aggregation.Settings;

namespace Telemetry.Aggregation.Reads.Runs;

internal static class RunRoutes
{
    public static void AddRunReads(this WebApplicationBuilder builder) => builder.Services.AddSingleton<IWarmUpSource, RunWarmUp>();

    public static void MapRuns(this RouteGroupBuilder open)
    {
        var runs = open.MapGroup("/api").WithTags("runs");
        SummaryEndpoint.Map(runs);
        RecordsEndpoint.Map(runs);
        ScriptsEndpoint.Map(runs);
        ErrorsEndpoint.Map(runs);
        CleanupEndpoints.MapStatus(runs);
    }

    public static void MapRunCommands(this RouteGroupBuilder restricted) =>
        CleanupEndpoints.MapRun(restricted.MapGroup("/api").WithTags("runs"));

    private sealed class RunWarmUp(NpgsqlDataSource dataSource, StuckRuns stuck, AggregationSettings settings, TimeProvider time)
        : IWarmUpSource
    {
        public IEnumerable<CachedQuery> Queries() => RunScope.WarmUp(settings, time.GetUtcNow().UtcDateTime)
            .SelectMany(scope => new[]
            {
                ScriptsEndpoint.Query(dataSource, scope), SummaryEndpoint.Query(dataSource, scope),
                    ErrorsEndpoint.Query(dataSource, stuck, scope),
            })
            .SelectMany(query => query.ForAll(settings.Access));
    }
}
