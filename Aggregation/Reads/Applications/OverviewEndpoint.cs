using Npgsql;
using Telemetry.Aggregation.Cache;

namespace Telemetry.Aggregation.Reads.Applications;

/// <summary><c>GET overview</c>: everything there is, on one page.</summary>
internal static class OverviewEndpoint
{
    private const int Days = 30;

    private static readonly string Text = EmbeddedSql.Read("reads.overview");

    public static void Map(RouteGroupBuilder group) => group.MapGet("overview", GetAsync)
        .WithTags("applications")
        .WithSummary("All applications with their active instances of the last 30 days, and how many instances, runs and starts there are")
        .Produces<Overview>();

    public static Question Question(NpgsqlDataSource dataSource, TimeProvider time) =>
        new("overview", ct => ComputeAsync(dataSource, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime), ct), MayBeStale: true);

    private static async Task<CachedAnswer> GetAsync(AnswerCache cache, NpgsqlDataSource dataSource, TimeProvider time, CancellationToken cancellationToken) =>
        new(await cache.AskAsync(Question(dataSource, time), cancellationToken));

    private static async Task<byte[]?> ComputeAsync(NpgsqlDataSource dataSource, DateOnly today, CancellationToken cancellationToken)
    {
        var found = await dataSource.QueryAsync(Text, [Sql.Value(today.AddDays(1 - Days)), Sql.Value(today)], row => row.GetString(0), cancellationToken);
        return Json.Bytes(Json.Read<Overview>(found[0]));
    }

    /// <summary>The answer.</summary>
    /// <param name="TotalInstances">All that are registered.</param>
    /// <param name="ActiveInstances">Active ones seen within 30 days.</param>
    /// <param name="Runs">Runs of scripts, of all time.</param>
    /// <param name="Starts">Starts of containers, of all time.</param>
    /// <param name="Days">The last 30 days (UTC), oldest first.</param>
    /// <param name="Applications">The most active first.</param>
    private sealed record Overview(
        long TotalInstances, long ActiveInstances, long Runs, long Starts, IReadOnlyList<DateOnly> Days, IReadOnlyList<OfApplication> Applications);

    /// <summary>An application.</summary>
    /// <param name="Slug">As in addresses.</param>
    /// <param name="Name">As its first instance wrote it.</param>
    /// <param name="TotalInstances">All that are registered.</param>
    /// <param name="ActiveInstances">Active ones seen within 30 days.</param>
    /// <param name="LastSeenAt">The newest of all instances; null: there is none.</param>
    /// <param name="NewestVersion">The highest number that an active instance runs, or "".</param>
    /// <param name="NewestVersionInstances">How many run it.</param>
    /// <param name="ActiveOverTime">An entry per day: how many sent a snapshot on it or the 29 days before.</param>
    private sealed record OfApplication(
        string Slug, string Name, long TotalInstances, long ActiveInstances, DateTime? LastSeenAt, string NewestVersion, long NewestVersionInstances,
        IReadOnlyList<long> ActiveOverTime);
}
