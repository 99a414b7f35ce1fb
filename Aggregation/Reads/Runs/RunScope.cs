using System.Globalization;
using Npgsql;
using Telemetry.Aggregation.Settings;

namespace Telemetry.Aggregation.Reads.Runs;

/// <summary>Which runs an answer is about: those that began on the last days (UTC), in a repository, by a fork.</summary>
/// <param name="Today">The last day.</param>
/// <param name="Days">How many, today included.</param>
/// <param name="Repo">One of <see cref="Repos"/>.</param>
/// <param name="Slug">A fork, or null: all.</param>
/// <param name="RawFrom">The first day of which the runs themselves are all there, and not only their sums.</param>
internal sealed record RunScope(DateOnly Today, int Days, string Repo, string? Slug, DateOnly RawFrom)
{
    /// <summary>Between the parts of a key: no parameter can contain it.</summary>
    public const char Separator = '\x1f';

    /// <summary>The range without the parameter.</summary>
    public const int DefaultDays = 30;

    /// <summary>No range is longer.</summary>
    public const int MostDays = 365;

    private const string All = "all";

    // What the pages offer. Other ranges are answered as well, and not kept: there would be thousands of answers.
    private static readonly int[] UsualDays = [1, 7, 30, 90, 365];

    /// <summary>What may be asked for, the default first.</summary>
    public static IReadOnlyList<string> Repos { get; } = ["ProxmoxVE", "ProxmoxVED", "external", All];

    /// <summary>The first day.</summary>
    public DateOnly From => Today.AddDays(1 - Days);

    /// <summary>The repository, or null: all.</summary>
    public string? RepoOrNull => Repo == All ? null : Repo;

    /// <summary>From the query.</summary>
    public static RunScope Of(Query query, AggregationSettings settings, TimeProvider time) => Of(
        query.Integer("days", DefaultDays, least: 1, MostDays), query.OneOf("repo", Repos), query.Text("slug"), settings, time);

    /// <summary>What the pages ask for before anybody has chosen anything else.</summary>
    public static IEnumerable<RunScope> Usual(AggregationSettings settings, TimeProvider time) =>
        UsualDays.Select(days => Of(days, Repos[0], slug: null, settings, time));

    /// <summary>For SQL: $1 first day, $2 last day, $3 repository or null, $4 fork or null. A parameter object belongs to one command.</summary>
    public NpgsqlParameter[] Parameters() => [Sql.Value(From), Sql.Value(Today), Sql.Text(RepoOrNull), Sql.Text(Slug)];

    /// <summary>A question about these runs.</summary>
    /// <param name="name">Names it among those about runs.</param>
    /// <param name="compute">Its answer.</param>
    public Cache.Question Question(string name, Func<CancellationToken, Task<byte[]?>> compute) => new(
        string.Join(Separator, "runs", name, Today.ToString("yyyyMMdd", CultureInfo.InvariantCulture), Days, Repo, Slug),
        compute,
        MayBeStale: true,
        MayBeKept: Slug is null && UsualDays.Contains(Days));

    private static RunScope Of(int days, string repo, string? slug, AggregationSettings settings, TimeProvider time)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        return new(today, days, repo, slug, today.AddDays(1 - (int)settings.Retention.TotalDays));
    }
}
