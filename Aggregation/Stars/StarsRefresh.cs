using Npgsql;
using Telemetry.Aggregation.Cache;

namespace Telemetry.Aggregation.Stars;

/// <summary>Asks GitHub for the stars of applications that have a repository.</summary>
public sealed class StarsRefresh(NpgsqlDataSource dataSource, GitHubApi gitHub, DataStamp stamp, TimeProvider time)
{
    private static readonly TimeSpan Age = TimeSpan.FromHours(1);

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>An application's repository: "" when none is set, null when there is no such application.</summary>
    public async Task<string?> RepositoryOfAsync(string slug, CancellationToken cancellationToken)
    {
        var found = await dataSource.QueryAsync(
            "select github_url from analytics.applications where slug = $1", [Sql.Text(slug)], row => row.GetString(0), cancellationToken);
        return found is [var url] ? url : null;
    }

    /// <summary>
    /// Takes an application that is due: its stars are an hour old, and nobody has tried within an hour, with success or without. Whoever
    /// has taken one is alone with it.
    /// </summary>
    /// <returns>Null: none is due.</returns>
    public async Task<(string Slug, string GithubUrl)?> TakeDueAsync(CancellationToken cancellationToken)
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
            [Sql.Value(Now), Sql.Value(Now - Age)],
            row => (row.GetString(0), row.GetString(1)),
            cancellationToken);
        return taken is [var one] ? one : null;
    }

    /// <summary>Asks for one application's stars and keeps them.</summary>
    /// <returns>The stars.</returns>
    /// <exception cref="GitHubException">GitHub did not tell; nothing has changed.</exception>
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

        await stamp.ChangeAsync();
        return stars;
    }
}
