using Telemetry.Aggregation.Badges;
using Telemetry.Aggregation.Export;
using Telemetry.Aggregation.Quarantine;
using Telemetry.Aggregation.Reads;
using Telemetry.Aggregation.Reads.Alerts;
using Telemetry.Aggregation.Reads.Applications;
using Telemetry.Aggregation.Reads.Instances;
using Telemetry.Aggregation.Reads.Metrics;
using Telemetry.Aggregation.Reads.Runs;
using Telemetry.Aggregation.Reads.Starts;
using Telemetry.Aggregation.Stars;
using Telemetry.ServiceDefaults.Access;

namespace Telemetry.Aggregation.Access;

/// <summary>Every route of the service with its access policy. No other file sets one.</summary>
internal static class RouteAccess
{
    private const string Admin = "/api/v1/admin";

    public static void MapRoutes(this WebApplication app)
    {
        var all = app.MapGroup("").AddEndpointFilter<RouteGroupBuilder, DatabaseUnavailable>();

        // Under PUBLIC_DASHBOARD aggregates are open. Routes that name an instance or change data never are.
        var open = all.MapGroup("").AddEndpointFilter<RouteGroupBuilder, PublicResponseFilter>().RequireReader();
        var sums = open.MapGroup(Admin);
        sums.MapMetrics();
        sums.MapApplications();
        open.MapStarts();
        open.MapRuns();

        var restricted = all.MapGroup("").RequireAdmin();
        var admin = restricted.MapGroup(Admin);
        admin.MapInstances();
        admin.MapApplicationSettings();
        admin.MapStars();
        admin.MapExport();
        admin.MapQuarantine();
        restricted.MapAlerts();
        restricted.MapDeployments();
        restricted.MapRunCommands();

        // Badges never respond 503: image proxies would cache it.
        app.MapBadges();
    }
}
