using Npgsql;
using Telemetry.ServiceDefaults.Api;

namespace Telemetry.Aggregation.Reads.Applications;

/// <summary><c>GET applications/{slug}/versions?period=</c>: which versions the instances ran each day, and how fast they took them.</summary>
internal static class VersionsEndpoint
{
    // A client can make up as many as it likes.
    private const int MostReleases = 20;
    private const int MostInSeries = 8;

    private static readonly string Text = EmbeddedSql.Read("reads.versions");

    public static void Map(RouteGroupBuilder group) => group.MapGet("applications/{slug}/versions", GetAsync)
        .WithTags("applications")
        .WithSummary("Which versions an application's active instances ran on each day")
        .WithQuery(new QueryParameter("period", "How far it goes back", Period.NamesOfDays))
        .Produces<VersionsOverTime>()
        .Refuses(StatusCodes.Status404NotFound);

    private static Task<IResult> GetAsync(string slug, [AsParameters] ApplicationAsk ask) =>
        ask.AnswerAsync(slug, "versions", (range, ct) => ComputeAsync(ask.DataSource, slug, range, ct));

    private static async Task<byte[]?> ComputeAsync(NpgsqlDataSource dataSource, string slug, DayRange range, CancellationToken cancellationToken)
    {
        var found = await dataSource.QueryAsync(
            Text,
            [Sql.Text(slug), Sql.Day(range.From), Sql.Value(range.To), Sql.Value(MostReleases), Sql.Value(MostInSeries)],
            row => row.GetString(0),
            cancellationToken);
        return found is [var json] ? Json.Bytes(Json.Read<VersionsOverTime>(json)) : null;
    }

    /// <summary>The answer: an entry per day in the lists of numbers.</summary>
    /// <param name="Days">Oldest first, without gaps (UTC).</param>
    /// <param name="Active">Active instances of all versions.</param>
    /// <param name="Versions">The most used ones of these days, the most used first.</param>
    /// <param name="Others">Active instances of all other versions.</param>
    /// <param name="Releases">More of the most used ones, the youngest first, over all time.</param>
    private sealed record VersionsOverTime(
        IReadOnlyList<DateOnly> Days, IReadOnlyList<long> Active, IReadOnlyList<OfVersion> Versions, IReadOnlyList<long> Others, IReadOnlyList<Release> Releases);

    /// <summary>Active instances of a version.</summary>
    private sealed record OfVersion(string Version, IReadOnlyList<long> Instances);

    /// <summary>How a version spread.</summary>
    /// <param name="Version">As instances wrote it, or "".</param>
    /// <param name="FirstSeen">The first day on which one ran it.</param>
    /// <param name="Instances">How many run it on the last day.</param>
    /// <param name="DaysToHalf">From then to the day on which half of the active instances ran it; null: that day has not come.</param>
    /// <param name="DaysToNineTenths">The same for nine in ten.</param>
    /// <param name="HighestShare">The largest part of the active instances that ever ran it on a day, in percent.</param>
    private sealed record Release(string Version, DateOnly FirstSeen, long Instances, int? DaysToHalf, int? DaysToNineTenths, double HighestShare);
}
