using System.Collections.Concurrent;
using Telemetry.Aggregation.Cache;
using Telemetry.Aggregation.Settings;

namespace Telemetry.Aggregation.Reads.Metrics;

internal static class MetricRoutes
{
    public static void AddMetricReads(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<MetricWarmUp>();
        builder.Services.AddSingleton<IWarmUpSource>(services => services.GetRequiredService<MetricWarmUp>());
    }

    public static void MapMetrics(this RouteGroupBuilder group)
    {
        StatsEndpoint.Map(group.MapGroup("").WithTags("instances"));
        SeriesEndpoint.Map(group.MapGroup("").WithTags("instances"));
    }
}

/// <summary>The totals, and the metrics of applications that were requested within the last hour.</summary>
internal sealed class MetricWarmUp(NpgsqlDataSource dataSource, AggregationSettings settings, TimeProvider time) : IWarmUpSource
{
    private static readonly TimeSpan Memory = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _requested = new(StringComparer.Ordinal);

    public void Requested(string app) => _requested[app] = time.GetUtcNow();

    public IEnumerable<CachedQuery> Queries()
    {
        var now = time.GetUtcNow();
        foreach (var (app, at) in _requested)
        {
            if (now - at > Memory)
                _requested.TryRemove(app, out _);
        }

        return _requested.Keys
            .SelectMany(
                app => Period.WarmUp.Select(
                    period => SeriesEndpoint.Query(dataSource, app, period, SeriesEndpoint.Statistics[0], now.UtcDateTime)))
            .Prepend(StatsEndpoint.Query(dataSource))
            .SelectMany(query => query.ForAll(settings.Access));
    }
}
