using Telemetry.ServiceDefaults.Access;
using Telemetry.ServiceDefaults.Settings;

namespace Telemetry.Aggregation.Reads;

/// <summary>Everything under <c>/api/v1/admin</c> that reads, and the settings of applications.</summary>
internal static class ReadApi
{
    public static void MapReadApi(this WebApplication app, AccessSettings access)
    {
        var api = app.MapGroup("/api/v1/admin").AddEndpointFilter<RouteGroupBuilder, DatabaseAway>();

        // PUBLIC_DASHBOARD opens the sums, and nothing that names an instance or changes something.
        var sums = api.MapGroup("");
        if (!access.PublicDashboard)
            sums.RequireAdmin();
        StatsEndpoint.Map(sums);
        MetricsEndpoint.Map(sums);
        ApplicationEndpoints.Map(sums);

        var restricted = api.MapGroup("").RequireAdmin();
        InstanceEndpoints.Map(restricted);
        ApplicationSettingsEndpoint.Map(restricted);
    }
}
