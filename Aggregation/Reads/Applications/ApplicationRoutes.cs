using Telemetry.Aggregation.Cache;
using Telemetry.Aggregation.Settings;

namespace Telemetry.Aggregation.Reads.Applications;

internal static class ApplicationRoutes
{
    public static void AddApplicationReads(this WebApplicationBuilder builder) =>
        builder.Services.AddSingleton<IWarmUpSource, ApplicationWarmUp>();

    public static void MapApplications(this RouteGroupBuilder group)
    {
        var applications = group.MapGroup("").WithTags("applications");
        ApplicationEndpoints.Map(applications);
        OverviewEndpoint.Map(applications);
        HistoryEndpoints.Map(applications);
    }

    public static void MapApplicationSettings(this RouteGroupBuilder admin) =>
        SettingsEndpoint.Map(admin.MapGroup("").WithTags("applications"));

    private sealed class ApplicationWarmUp(NpgsqlDataSource dataSource, AggregationSettings settings, TimeProvider time) : IWarmUpSource
    {
        public IEnumerable<CachedQuery> Queries() =>
            new[] { ApplicationEndpoints.ListQuery(dataSource), OverviewEndpoint.Query(dataSource, time.GetUtcNow().UtcDateTime) }
                .SelectMany(query => query.ForAll(settings.Access));
    }
}
