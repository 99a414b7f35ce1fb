using Telemetry.ServiceDefaults.Jobs;

namespace Telemetry.Aggregation.Cache;

/// <summary>Computes the warm-up set before its entries expire: CACHE_TTL_SECONDS is five minutes by default.</summary>
internal sealed class WarmUp(ResponseCache cache, IEnumerable<IWarmUpSource> sources) : IPeriodicJob
{
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(4);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var query in sources.SelectMany(source => source.Queries()))
            await cache.RefreshAsync(query, cancellationToken);
    }
}
