using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Npgsql;
using Telemetry.Aggregation.Cache;

namespace Telemetry.Aggregation.Badges;

/// <summary>What badges show of applications, from rollups. Only instances that are active and were seen within 30 days count there.</summary>
public sealed partial class BadgeData(NpgsqlDataSource dataSource, AnswerCache cache) : IDisposable
{
    // Longer ones are in no index.
    private const int LongestMetric = 500;

    // Nobody is rate-limited here, and what does not exist is asked anew each time: it may not take all connections from the intake.
    private const int MostQueries = 8;

    private readonly SemaphoreSlim _queries = new(MostQueries);

    /// <summary>An application's active instances; null: there is no such application.</summary>
    public async Task<double?> InstancesAsync(string slug, CancellationToken cancellationToken) =>
        Number(await AskAsync(slug, "instances", ct => QueryAsync(
            """
            select coalesce((select active from analytics.app_counts where app = $1), 0)::text
            from analytics.applications
            where slug = $1
            """,
            [Sql.Text(slug)],
            ct), cancellationToken));

    /// <summary>The version that most of them have; "": none tells one; null: there is no such application.</summary>
    public async Task<string?> VersionAsync(string slug, CancellationToken cancellationToken)
    {
        var body = await AskAsync(slug, "version", ct => QueryAsync(
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

    /// <summary>The sum of a metric over them; null: none of them ever sent one of that name.</summary>
    public async Task<double?> MetricAsync(string slug, string metric, CancellationToken cancellationToken)
    {
        // The replacement character stands for what was no text.
        if (metric.EnumerateRunes().Any(rune => Rune.IsControl(rune) || rune == Rune.ReplacementChar) || Encoding.UTF8.GetByteCount(metric) > LongestMetric)
            return null;

        return Number(await AskAsync(slug, $"metric:{metric}", ct => QueryAsync(
            "select value::text from analytics.current_metrics where app = $1 and metric = $2", [Sql.Text(slug), Sql.Text(metric)], ct), cancellationToken));
    }

    /// <inheritdoc/>
    public void Dispose() => _queries.Dispose();

    // Only what exists is kept, so there are no more keys in Redis than applications and metrics, whatever is asked for.
    private async Task<byte[]?> AskAsync(string slug, string what, Func<CancellationToken, Task<byte[]?>> compute, CancellationToken cancellationToken)
    {
        if (!Slug().IsMatch(slug))
            return null;

        return (await cache.AskAsync(new Question($"badge:{slug}:{what}", compute, MayBeStale: true), cancellationToken)).Body;
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

    // Sums may be larger than a double: infinite then.
    private static double? Number(byte[]? text) => text is null ? null : double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    // As Ingestion makes them, and no longer than one can be.
    [GeneratedRegex(@"\A[a-z0-9-]{1,200}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Slug();
}
