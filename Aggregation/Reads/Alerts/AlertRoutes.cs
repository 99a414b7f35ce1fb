namespace Telemetry.Aggregation.Reads.Alerts;

internal static class AlertRoutes
{
    public static void MapAlerts(this RouteGroupBuilder restricted)
    {
        var admin = restricted.MapGroup("/api/v1/admin").WithTags("alerts");
        IncidentsEndpoint.Map(admin);
        RulesEndpoints.Map(admin);
        var alerts = restricted.MapGroup("/api/alerts").WithTags("alerts");
        AlertHistoryEndpoint.Map(alerts);
        TestAlertEndpoint.Map(alerts);
    }
}
