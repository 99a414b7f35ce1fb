using Telemetry.ServiceDefaults.Jobs;
using Telemetry.ServiceDefaults.Redis;

namespace Telemetry.Aggregation.Cache;

internal static class CacheRegistration
{
    public static void AddResponseCache(this WebApplicationBuilder builder)
    {
        builder.AddRedisLink();
        builder.Services.AddSingleton<DataStamp>();
        builder.Services.AddHostedService(services => services.GetRequiredService<DataStamp>());
        builder.Services.AddSingleton<ResponseCache>();
        builder.Services.AddPeriodicJob<WarmUp>(WarmUp.Period, runsAtStart: false);
    }
}
