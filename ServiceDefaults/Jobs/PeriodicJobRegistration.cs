using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Telemetry.ServiceDefaults.Jobs;

/// <summary>Registers jobs.</summary>
public static class PeriodicJobRegistration
{
    /// <summary>Registers the job as a singleton and runs it once per period.</summary>
    /// <param name="services">The service's own.</param>
    /// <param name="period">From one run to the next.</param>
    /// <param name="runsAtStart">Whether the first run is at the start instead of one period later.</param>
    public static void AddPeriodicJob<TJob>(this IServiceCollection services, TimeSpan period, bool runsAtStart)
        where TJob : class, IPeriodicJob
    {
        services.TryAddSingleton<TJob>();
        services.AddSingleton(new PeriodicJobSchedule<TJob>(period, runsAtStart));
        services.AddHostedService<PeriodicJob<TJob>>();
    }
}
