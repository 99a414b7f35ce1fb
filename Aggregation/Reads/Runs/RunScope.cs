using System.Globalization;
using Telemetry.Aggregation.Settings;

namespace Telemetry.Aggregation.Reads.Runs;

/// <summary>
/// The runs of the last days (UTC, today included) in a repository, by a fork (null: all). RawFrom is the first day whose single runs are
/// all stored, not only their sums.
/// </summary>
internal sealed record RunScope(DateOnly Today, int Days, string Repo, string? Slug, DateOnly RawFrom)
{
    /// <summary>Separates the parts of a cache key: no parameter can contain it.</summary>
    public const char Separator = '\x1f';

    public const int DefaultDays = 30;

    public const int MaxDays = 365;

    private const string All = "all";

    // The ranges that the pages offer. Other ranges are not cached: there would be thousands of them.
    private static readonly int[] CachedDays = [1, 7, 30, 90, 365];

    /// <summary>The default first.</summary>
    public static IReadOnlyList<string> Repos { get; } = ["ProxmoxVE", "ProxmoxVED", "external", All];

    public DateOnly From => Today.AddDays(1 - Days);

    public string? RepoOrNull => Repo == All ? null : Repo;

    public static RunScope Of(ReadRequest request) => Of(
        request.Query.Integer("days", DefaultDays, min: 1, MaxDays),
        request.Query.OneOf("repo", Repos),
        request.Query.Text("slug"),
        request.Settings,
        request.Now);

    /// <summary>The scopes of the pages' first view.</summary>
    public static IEnumerable<RunScope> WarmUp(AggregationSettings settings, DateTime now) =>
        CachedDays.Select(days => Of(days, Repos[0], slug: null, settings, now));

    /// <summary>$1 first day, $2 last day, $3 repository or null, $4 fork or null. A parameter object belongs to one command.</summary>
    public NpgsqlParameter[] Parameters() => [Sql.Value(From), Sql.Value(Today), Sql.Text(RepoOrNull), Sql.Text(Slug)];

    public string Key(string name) =>
        string.Join(Separator, "runs", name, Today.ToString("yyyyMMdd", CultureInfo.InvariantCulture), Days, Repo, Slug);

    /// <summary>Caches only scopes with few keys.</summary>
    public ReadQuery WithCaching(ReadQuery query) => query with { IsCached = Slug is null && CachedDays.Contains(Days) };

    private static RunScope Of(int days, string repo, string? slug, AggregationSettings settings, DateTime now)
    {
        var today = DateOnly.FromDateTime(now);
        return new(today, days, repo, slug, today.AddDays(1 - (int)settings.Retention.TotalDays));
    }
}
