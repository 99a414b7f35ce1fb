namespace Telemetry.Aggregation.Reads.Instances;

internal static class InstanceRoutes
{
    public static void MapInstances(this RouteGroupBuilder admin)
    {
        InstanceEndpoints.Map(admin);
        TimelineEndpoint.Map(admin);
    }
}
