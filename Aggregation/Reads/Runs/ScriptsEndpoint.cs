using Npgsql;
using Telemetry.Aggregation.Cache;
using Telemetry.ServiceDefaults.Api;

namespace Telemetry.Aggregation.Reads.Runs;

/// <summary><c>GET /api/scripts</c> and <c>GET /api/repo-slugs</c>: what is run, and from whose fork.</summary>
internal static class ScriptsEndpoint
{
    private const string SlugSums =
        """
        select json_build_object('repo_slugs', coalesce(json_agg(t), '[]'))::text
        from (
          select slug, sum(runs)::bigint as count
          from analytics.run_days
          where day between $1 and $2 and ($3 is null or repo = $3) and ($4 is null or slug = $4) and slug <> ''
          group by slug
          having sum(runs) > 0
          order by count desc, slug
          limit 100) t
        """;

    private static readonly string Sums = EmbeddedSql.Read("reads.scripts");

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("scripts", GetAsync)
            .WithSummary("The scripts that ran most often, and the newest ones")
            .WithQuery(RunParameters.Scope)
            .Produces<Scripts>();
        group.MapGet("repo-slugs", GetSlugsAsync)
            .WithSummary("The forks that scripts ran from")
            .WithQuery(RunParameters.Scope)
            .Produces<Slugs>();
    }

    /// <summary>The question for one scope.</summary>
    public static Question Question(NpgsqlDataSource dataSource, RunScope scope) => scope.Question("scripts", async ct => Json.Bytes(
        (await dataSource.QueryAsync(Sums, scope.Parameters(), row => Json.Read<Scripts>(row.GetString(0)), ct))[0]));

    private static Question SlugsQuestion(NpgsqlDataSource dataSource, RunScope scope) => scope.Question("repo-slugs", async ct => Json.Bytes(
        (await dataSource.QueryAsync(SlugSums, scope.Parameters(), row => Json.Read<Slugs>(row.GetString(0)), ct))[0]));

    private static Task<IResult> GetAsync([AsParameters] RunAsk ask) => ask.AnswerAsync(scope => Question(ask.DataSource, scope));

    private static Task<IResult> GetSlugsAsync([AsParameters] RunAsk ask) => ask.AnswerAsync(scope => SlugsQuestion(ask.DataSource, scope));

    /// <summary>The most frequent ones.</summary>
    private sealed record Slugs(IReadOnlyList<SlugCount> RepoSlugs);
}
