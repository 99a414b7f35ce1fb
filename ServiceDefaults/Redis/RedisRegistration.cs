namespace Telemetry.ServiceDefaults.Redis;

/// <summary>Registers the Redis named <c>cache</c>.</summary>
public static class RedisRegistration
{
    /// <summary>The name of the connection string.</summary>
    public const string Connection = "cache";

    /// <summary>Adds <see cref="RedisLink"/>. An unreachable Redis does not make the service unready.</summary>
    public static void AddRedisLink(this WebApplicationBuilder builder)
    {
        builder.AddRedisClient(Connection, configureOptions: redis => redis.ConnectTimeout = 1000);
        builder.Services.AddSingleton<RedisLink>();
    }
}
