using Npgsql;
using Telemetry.Aggregation.Cache;
using Telemetry.ServiceDefaults.Api;

namespace Telemetry.Aggregation.Reads.Applications;

/// <summary><c>GET applications/{slug}/distributions</c>: what the active instances are.</summary>
internal static class DistributionsEndpoint
{
    // A client can make up as many as it likes.
    private const int MostValues = 20;

    private static readonly string Text = EmbeddedSql.Read("reads.distributions");

    public static void Map(RouteGroupBuilder group) => group.MapGet("applications/{slug}/distributions", GetAsync)
        .WithTags("applications")
        .WithSummary("On what an application's active instances run")
        .Produces<Distributions>()
        .Refuses(StatusCodes.Status404NotFound);

    private static async Task<CachedAnswer> GetAsync(
        string slug, AnswerCache cache, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        var question = new Question($"distributions:{slug}", ct => ComputeAsync(dataSource, slug, ct), MayBeStale: true);
        return new(await cache.AskAsync(question, cancellationToken), CachedAnswer.UnknownApplication);
    }

    private static async Task<byte[]?> ComputeAsync(NpgsqlDataSource dataSource, string slug, CancellationToken cancellationToken)
    {
        if (slug.Any(char.IsControl))
            return null;

        var found = await dataSource.QueryAsync(Text, [Sql.Text(slug), Sql.Value(MostValues)], row => row.GetString(0), cancellationToken);
        return found is [var json] ? Json.Bytes(Json.Read<Distributions>(json)) : null;
    }

    /// <summary>The answer: lists of the most frequent values, the most frequent first; "" is: not told.</summary>
    /// <param name="ActiveInstances">All of them.</param>
    /// <param name="Os">Operating systems.</param>
    /// <param name="Architecture">Processors.</param>
    /// <param name="DeploymentMode">For example "docker".</param>
    /// <param name="Environment">For example "production".</param>
    private sealed record Distributions(
        long ActiveInstances, IReadOnlyList<OfValue> Os, IReadOnlyList<OfValue> Architecture, IReadOnlyList<OfValue> DeploymentMode, IReadOnlyList<OfValue> Environment);

    /// <summary>How many instances have a value.</summary>
    private sealed record OfValue(string Value, long Count);
}
