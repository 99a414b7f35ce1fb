using Telemetry.ServiceDefaults.Jobs;

namespace Telemetry.Aggregation.Maintenance;

/// <summary>Each process runs the jobs; a second process finds nothing to do.</summary>
internal static class MaintenanceRegistration
{
    public static void AddMaintenance(this WebApplicationBuilder builder)
    {
        builder.Services.AddPeriodicJob<InactiveInstances>(TimeSpan.FromMinutes(1), runsAtStart: true);
        builder.Services.AddPeriodicJob<StuckRuns>(TimeSpan.FromMinutes(1), runsAtStart: true);
        builder.Services.AddPeriodicJob<Partitions>(TimeSpan.FromHours(1), runsAtStart: true);
        builder.Services.AddPeriodicJob<Quantiles>(TimeSpan.FromSeconds(2), runsAtStart: true);
    }
}
