using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Telemetry.ServiceDefaults.Jobs;

/// <summary>Registers periodic jobs.</summary>
public static class PeriodicJobRegistration
{
    /// <summary>Registers the job as a singleton and runs it once per period, first at the start or one period later.</summary>
    public static void AddPeriodicJob<TJob>(this IServiceCollection services, TimeSpan period, bool runsAtStart)
        where TJob : class, IPeriodicJob
    {
        services.TryAddSingleton<TJob>();
        services.AddSingleton(new PeriodicJobSchedule<TJob>(period, runsAtStart));
        services.AddHostedService<PeriodicJob<TJob>>();
    }
}
