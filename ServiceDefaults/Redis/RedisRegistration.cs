using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Telemetry.ServiceDefaults.Redis;

/// <summary>Puts the Redis named <c>cache</c> at a service's disposal.</summary>
public static class RedisRegistration
{
    /// <summary>The name of its connection.</summary>
    public const string Connection = "cache";

    /// <summary>Adds <see cref="RedisLink"/>. Whether Redis answers decides on nobody's readiness.</summary>
    public static void AddRedisLink(this WebApplicationBuilder builder)
    {
        builder.AddRedisClient(Connection, configureOptions: redis => redis.ConnectTimeout = 1000);
        builder.Services.AddSingleton<RedisLink>();
    }
}
