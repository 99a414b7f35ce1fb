using Telemetry.Contracts.Reads;

namespace Telemetry.Aggregation.Reads.Runs;

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
        group.MapGet(
            "scripts", ([AsParameters] ReadRequest request) => request.RespondAsync(Query(request.DataSource, RunScope.Of(request))))
            .WithSummary("The scripts that ran most often, and the newest ones")
            .WithQuery(RunParameters.Scope)
            .Produces<ScriptList>();
        group.MapGet(
            "repo-slugs", ([AsParameters] ReadRequest request) =>
                request.RespondAsync(SlugsQuery(request.DataSource, RunScope.Of(request))))
            .WithSummary("The forks that scripts ran from")
            .WithQuery(RunParameters.Scope)
            .Produces<RepoSlugList>();
    }

    public static ReadQuery Query(NpgsqlDataSource dataSource, RunScope scope) => scope.WithCaching(ReadQuery.OfJson<ScriptList>(
        scope.Key("scripts"), (_, ct) => dataSource.QueryJsonAsync(Sums, scope.Parameters(), ct)));

    private static ReadQuery SlugsQuery(NpgsqlDataSource dataSource, RunScope scope) => scope.WithCaching(ReadQuery.OfJson<RepoSlugList>(
        scope.Key("repo-slugs"), (_, ct) => dataSource.QueryJsonAsync(SlugSums, scope.Parameters(), ct)));
}
