using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Telemetry.Aggregation.Cache;

namespace Telemetry.Aggregation.Badges;

/// <summary>The values of badges, from rollups. They count active instances that were seen within 30 days.</summary>
internal sealed partial class BadgeData(NpgsqlDataSource dataSource, ResponseCache cache) : IDisposable
{
    // Bytes. Longer names are in no index.
    private const int MaxMetricName = 500;

    // Badges have no rate limit, and "not found" is not cached. Without a bound such requests would take all connections from the intake.
    private const int MaxQueries = 8;

    private readonly SemaphoreSlim _queries = new(MaxQueries);

    /// <summary>Null if there is no such application.</summary>
    public async Task<double?> InstancesAsync(string slug, CancellationToken cancellationToken) =>
        Number(await GetAsync(slug, "instances", ct => QueryAsync(
            """
            select coalesce((select active from analytics.app_counts where app = $1), 0)::text
            from analytics.applications
            where slug = $1
            """,
            [Sql.Text(slug)],
            ct), cancellationToken));

    /// <summary>The version of most active instances; "" if none has a version; null if there is no such application.</summary>
    public async Task<string?> VersionAsync(string slug, CancellationToken cancellationToken)
    {
        var body = await GetAsync(slug, "version", ct => QueryAsync(
            """
            select coalesce((
              select version
              from analytics.app_versions
              where app = $1 and instances > 0 and version <> ''
              order by instances desc, version desc
              limit 1), '')
            from analytics.applications
            where slug = $1
            """,
            [Sql.Text(slug)],
            ct), cancellationToken);
        return body is null ? null : Encoding.UTF8.GetString(body);
    }

    /// <summary>The sum of a metric over the active instances; null if none of them ever sent it.</summary>
    public async Task<double?> MetricAsync(string slug, string metric, CancellationToken cancellationToken)
    {
        // The replacement character stands for invalid UTF-8.
        if (metric.EnumerateRunes().Any(rune => Rune.IsControl(rune) || rune == Rune.ReplacementChar)
            || Encoding.UTF8.GetByteCount(metric) > MaxMetricName)
            return null;

        return Number(await GetAsync(slug, $"metric:{metric}", ct => QueryAsync(
            "select value::text from analytics.current_metrics where app = $1 and metric = $2", [Sql.Text(slug), Sql.Text(metric)], ct),
                cancellationToken));
    }

    public void Dispose() => _queries.Dispose();

    // Only existing values are cached, so the number of keys in Redis is bounded by applications and metrics.
    private async Task<byte[]?> GetAsync(
        string slug, string what, Func<CancellationToken, Task<byte[]?>> compute, CancellationToken cancellationToken)
    {
        if (!Slug().IsMatch(slug))
            return null;

        return (await cache.GetOrCreateAsync(new CachedQuery($"badge:{slug}:{what}", compute, MayBeStale: true), cancellationToken)).Body;
    }

    private async Task<byte[]?> QueryAsync(string sql, NpgsqlParameter[] parameters, CancellationToken cancellationToken)
    {
        await _queries.WaitAsync(cancellationToken);
        try
        {
            var rows = await dataSource.QueryAsync(sql, parameters, row => row.GetString(0), cancellationToken);
            return rows is [var value] ? Encoding.UTF8.GetBytes(value) : null;
        }
        finally
        {
            _queries.Release();
        }
    }

    // Sums beyond the range of a double are infinite.
    private static double? Number(byte[]? text) =>
        text is null ? null : double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    // The form of the slugs that Ingestion makes.
    [GeneratedRegex(@"\A[a-z0-9-]{1,200}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Slug();
}
