using Telemetry.ServiceDefaults.Redis;

namespace Telemetry.Gateway.Sharing;

/// <summary>What several gateways have in common.</summary>
internal static class SharingRegistration
{
    /// <summary>Counts over all gateways, through the Redis named <c>cache</c>; a gateway without that connection counts alone.</summary>
    public static void AddSharing(this WebApplicationBuilder builder)
    {
        if (string.IsNullOrEmpty(builder.Configuration.GetConnectionString(RedisRegistration.Connection)))
            return;

        builder.AddRedisLink();
        builder.Services.AddSingleton<SharedBuckets>();
        builder.Services.AddSingleton<SharedFailures>();
        builder.Services.AddSingleton<Exchange>();
        builder.Services.AddHostedService(services => services.GetRequiredService<Exchange>());
    }
}
