using Telemetry.Aggregation.Cache;
using Telemetry.ServiceDefaults.Jobs;

namespace Telemetry.Aggregation.Stars;

/// <summary>
/// Keeps the stars of applications' repositories at most about an hour old, one application after the other. All processes together send
/// one request per application.
/// </summary>
internal sealed partial class StarsRefresh(
    NpgsqlDataSource dataSource, GitHubApi gitHub, DataStamp stamp, TimeProvider time, ILogger<StarsRefresh> logger) : IPeriodicJob
{
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan MaxAge = TimeSpan.FromHours(1);

    // The time between two requests. GitHub recommends a second between requests that change something; these only read.
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    // GitHub's limits are per hour.
    private static readonly TimeSpan RateLimitPause = TimeSpan.FromHours(1);

    private DateTimeOffset _pausedUntil = DateTimeOffset.MinValue;

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>After a failure an application is due again in an hour.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (time.GetUtcNow() >= _pausedUntil && await TakeDueAsync(cancellationToken) is var (slug, url))
        {
            try
            {
                await RefreshAsync(slug, url, cancellationToken);
            }
            catch (GitHubException e)
            {
                Log.Failed(logger, slug, e.Message);
                if (e.IsRateLimit)
                    _pausedUntil = time.GetUtcNow() + RateLimitPause;
            }

            await Task.Delay(Pace, time, cancellationToken);
        }
    }

    /// <summary>"" without a repository; null if there is no such application.</summary>
    public async Task<string?> RepositoryOfAsync(string slug, CancellationToken cancellationToken)
    {
        var found = await dataSource.QueryAsync(
            "select github_url from analytics.applications where slug = $1", [Sql.Text(slug)], row => row.GetString(0), cancellationToken);
        return found is [var url] ? url : null;
    }

    // An application is due when its stars are an hour old and no process has tried within an hour. One process takes it.
    private async Task<(string Slug, string GithubUrl)?> TakeDueAsync(CancellationToken cancellationToken)
    {
        var taken = await dataSource.QueryAsync(
            """
            with due as (
              select a.slug, a.github_url
              from analytics.applications a
              left join analytics.star_refreshes r on r.slug = a.slug and r.github_url = a.github_url
              where a.github_url <> ''
                and (a.stars_updated_at is null or a.stars_updated_at <= $2)
                and (r.tried_at is null or r.tried_at <= $2)
              order by r.tried_at nulls first, a.slug
              limit 1
              for update of a skip locked
            )
            insert into analytics.star_refreshes as r (slug, github_url, tried_at)
            select slug, github_url, $1 from due
            on conflict (slug) do update set github_url = excluded.github_url, tried_at = excluded.tried_at
            where r.github_url <> excluded.github_url or r.tried_at <= $2
            returning slug, github_url
            """,
            [Sql.Value(Now), Sql.Value(Now - MaxAge)],
            row => (row.GetString(0), row.GetString(1)),
            cancellationToken);
        return taken is [var one] ? one : null;
    }

    public async Task<int> RefreshAsync(string slug, string githubUrl, CancellationToken cancellationToken)
    {
        var repository = Repository.Parse(githubUrl) ?? throw new GitHubException("not asked, the address is no repository's");
        var stars = await gitHub.StarsAsync(repository, cancellationToken);
        await using var update = dataSource.CreateCommand(
            "update analytics.applications set stars = $3, stars_updated_at = $4 where slug = $1 and github_url = $2");
        update.Parameters.Add(Sql.Text(slug));
        update.Parameters.Add(Sql.Text(githubUrl));
        update.Parameters.Add(Sql.Value(stars));
        update.Parameters.Add(Sql.Value(Now));
        if (await update.ExecuteNonQueryAsync(cancellationToken) == 0)
            throw new GitHubException("the repository was changed meanwhile, try again");

        await stamp.InvalidateAsync();
        return stars;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "GitHub did not tell the stars of {Application}: {Reason}; again in an hour")]
        public static partial void Failed(ILogger logger, string application, string reason);
    }
}
