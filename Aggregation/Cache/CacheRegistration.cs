using Telemetry.Aggregation.Badges;
using Telemetry.Aggregation.Reads;
using Telemetry.ServiceDefaults.Redis;

namespace Telemetry.Aggregation.Cache;

/// <summary>The answer cache over the Redis named <c>cache</c>.</summary>
internal static class CacheRegistration
{
    public static void AddAnswerCache(this WebApplicationBuilder builder)
    {
        builder.AddRedisLink();
        builder.Services.AddSingleton<DataStamp>();
        builder.Services.AddHostedService(services => services.GetRequiredService<DataStamp>());
        builder.Services.AddSingleton<AnswerCache>();
        builder.Services.AddSingleton<UsualQuestions>();
        builder.Services.AddSingleton<BadgeData>();
        builder.Services.AddSingleton<WarmUp>();
        builder.Services.AddHostedService(services => services.GetRequiredService<WarmUp>());
    }
}
