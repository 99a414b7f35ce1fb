using Telemetry.Aggregation.Badges;
using Telemetry.Aggregation.Export;
using Telemetry.Aggregation.Quarantine;
using Telemetry.Aggregation.Reads.Alerts;
using Telemetry.Aggregation.Reads.Applications;
using Telemetry.Aggregation.Reads.Instances;
using Telemetry.Aggregation.Reads.Public;
using Telemetry.Aggregation.Reads.Runs;
using Telemetry.Aggregation.Reads.Starts;
using Telemetry.Aggregation.Stars;
using Telemetry.ServiceDefaults.Access;
using Telemetry.ServiceDefaults.Settings;

namespace Telemetry.Aggregation.Reads;

/// <summary>Everything that reads, and the settings of applications; who may do so is said here and nowhere else.</summary>
internal static class ReadApi
{
    public static void MapReadApi(this WebApplication app, AccessSettings access)
    {
        var all = app.MapGroup("").AddEndpointFilter<RouteGroupBuilder, DatabaseAway>();

        // PUBLIC_DASHBOARD opens the sums, and nothing that names an instance or changes something.
        var open = all.MapGroup("").AddEndpointFilter<RouteGroupBuilder, ForEverybody>();
        if (!access.PublicDashboard)
            open.RequireAdmin();
        var sums = open.MapGroup("/api/v1/admin");
        StatsEndpoint.Map(sums);
        MetricsEndpoint.Map(sums);
        ApplicationEndpoints.Map(sums);
        OverviewEndpoint.Map(sums);
        InstancesOverTimeEndpoint.Map(sums);
        VersionsEndpoint.Map(sums);
        DistributionsEndpoint.Map(sums);
        StartSeriesEndpoint.Map(sums);
        var runs = open.MapGroup("/api").WithTags("runs");
        DashboardEndpoint.Map(runs);
        RecordsEndpoint.Map(runs);
        ScriptsEndpoint.Map(runs);
        ErrorsEndpoint.Map(runs);
        CleanupEndpoints.MapStatus(runs);
        MetricsOfAll.Map(open);
        StartEndpoints.MapSums(open);

        var restricted = all.MapGroup("").RequireAdmin();
        var admin = restricted.MapGroup("/api/v1/admin");
        InstanceEndpoints.Map(admin);
        TimelineEndpoint.Map(admin);
        ApplicationSettingsEndpoint.Map(admin);
        StarsEndpoint.Map(admin);
        ExportEndpoint.Map(admin);
        admin.MapQuarantine();
        IncidentsEndpoint.Map(admin);
        RulesEndpoints.Map(admin);
        StartEndpoints.MapDeployments(restricted);
        CleanupEndpoints.MapRun(restricted.MapGroup("/api").WithTags("runs"));
        var alerts = restricted.MapGroup("/api").WithTags("alerts");
        AlertHistoryEndpoint.Map(alerts);
        TestAlertEndpoint.Map(alerts);

        // For everybody, and never 503.
        app.MapBadges();
    }
}
