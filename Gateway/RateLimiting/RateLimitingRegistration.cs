using Telemetry.Gateway.Settings;
using Telemetry.ServiceDefaults.Jobs;
using Telemetry.ServiceDefaults.Redis;

namespace Telemetry.Gateway.RateLimiting;

internal static class RateLimitingRegistration
{
    private static readonly TimeSpan SyncPeriod = TimeSpan.FromMilliseconds(100);

    public static void AddRateLimiting(this WebApplicationBuilder builder, GatewaySettings settings)
    {
        builder.AddClientAddress(settings);
        builder.Services.AddSingleton<ClientPseudonyms>();
        builder.Services.AddSingleton<RateLimiter>();
        builder.AddSyncedState<BucketSync>();
        if (builder.HasRedis())
        {
            builder.AddRedisLink();
            builder.Services.AddPeriodicJob<GatewaySync>(SyncPeriod, runsAtStart: false);
        }
    }

    /// <summary>A gateway without a connection named <c>cache</c> counts alone.</summary>
    public static void AddSyncedState<T>(this WebApplicationBuilder builder)
        where T : class, ISyncedState
    {
        if (builder.HasRedis())
            builder.Services.AddSingleton<ISyncedState, T>();
    }

    private static bool HasRedis(this WebApplicationBuilder builder) =>
        !string.IsNullOrEmpty(builder.Configuration.GetConnectionString(RedisRegistration.Connection));
}
