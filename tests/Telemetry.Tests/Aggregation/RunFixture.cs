using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Telemetry.Aggregation.Maintenance;
using Telemetry.ServiceDefaults.Jobs;
using Telemetry.Tests.Fixtures;

namespace Telemetry.Tests.Aggregation;

/// <summary>
/// Maintenance runs when a test says so: runs of fixed days would be stuck, or too old to keep, as soon as they are stored.
/// </summary>
public abstract class RunFixture(Servers servers) : AggregationFixture(servers)
{
    protected override AggregationApp NewApp(string database) =>
        new(database, Servers.RabbitMq, Servers.Redis, services => services.RemoveMaintenance());
}

internal static class HostedServiceRemoval
{
    /// <summary>Maintenance that depends on the time runs only when a test calls it.</summary>
    public static void RemoveMaintenance(this IServiceCollection services)
    {
        services.RemoveHosted<PeriodicJob<InactiveInstances>>();
        services.RemoveHosted<PeriodicJob<StuckRuns>>();
        services.RemoveHosted<PeriodicJob<Partitions>>();
    }

    public static void RemoveHosted<TService>(this IServiceCollection services) => services.Remove(
        services.Single(service => service.ServiceType == typeof(IHostedService) && service.ImplementationType == typeof(TService)));
}
