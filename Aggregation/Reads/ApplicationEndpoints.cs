using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Serialization;
using Npgsql;
using Telemetry.Aggregation.Cache;
using Telemetry.Aggregation.Reads.Public;
using Telemetry.ServiceDefaults.Api;

namespace Telemetry.Aggregation.Reads;

/// <summary><c>GET applications</c> and <c>GET applications/{slug}</c>.</summary>
internal static class ApplicationEndpoints
{
    private const string Columns =
        """
        a.id, a.slug, a.name, a.stars, a.logo_url, a.created_at, a.updated_at, nullif(a.github_url, ''), a.stars_updated_at,
        coalesce(c.total, 0), coalesce(c.active, 0),
        (select max(s.last_seen_at) from analytics.instance_states s where s.app = a.slug),
        coalesce((
          select v.version from analytics.app_versions v
          where v.app = a.slug and v.instances > 0 order by v.instances desc, v.version desc limit 1), '')
        """;

    private const string List =
        $"""
        select {Columns}
        from analytics.applications a
        left join analytics.app_counts c on c.app = a.slug
        order by lower(a.name), a.slug
        """;

    private static readonly string Detail =
        $"""
        select
          {Columns},
          (select coalesce(json_object_agg(m.metric, case when $2 or m.instances >= {SmallCounts.Least} then trim_scale(m.value) end order by m.metric), '{"{}"}')::text
           from analytics.current_metrics m where m.app = a.slug and m.instances > 0),
          (select coalesce(json_agg(json_build_object('version', v.version, 'count', v.instances) order by v.instances desc, v.version desc), '[]')::text
           from analytics.app_versions v where v.app = a.slug and v.instances > 0)
        from analytics.applications a
        left join analytics.app_counts c on c.app = a.slug
        where a.slug = $1
        """;

    public static void Map(RouteGroupBuilder group)
    {
        var applications = group.MapGroup("applications").WithTags("applications");
        applications.MapGet("", ListAsync)
            .WithSummary("All applications, by name")
            .Produces<IReadOnlyList<Application>>();
        applications.MapGet("{slug}", GetAsync)
            .WithSummary("One application with its metrics and versions")
            .Produces<Application>()
            .Refuses(StatusCodes.Status404NotFound);
    }

    public static Question ListQuestion(NpgsqlDataSource dataSource) => new("applications", ct => ComputeListAsync(dataSource, ct));

    private static async Task<CachedAnswer> ListAsync(AnswerCache cache, NpgsqlDataSource dataSource, CancellationToken cancellationToken) =>
        new(await cache.AskAsync(ListQuestion(dataSource), cancellationToken));

    private static async Task<CachedAnswer> GetAsync(
        string slug, ClaimsPrincipal reader, AnswerCache cache, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        var admin = reader.IsAdmin();
        var question = new Question($"application{(admin ? "" : ", public")}:{slug}", ct => ComputeDetailAsync(dataSource, slug, admin, ct));
        return new(await cache.AskAsync(question, cancellationToken), CachedAnswer.UnknownApplication);
    }

    private static async Task<byte[]?> ComputeListAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken) =>
        Json.Bytes(await dataSource.QueryAsync(List, [], ApplicationOf, cancellationToken));

    private static async Task<byte[]?> ComputeDetailAsync(NpgsqlDataSource dataSource, string slug, bool admin, CancellationToken cancellationToken)
    {
        if (slug.Any(char.IsControl))
            return null;

        var found = await dataSource.QueryAsync(
            Detail,
            [Sql.Text(slug), Sql.Value(admin)],
            row => ApplicationOf(row) with { Metrics = Json.Element(row.GetString(13)), Versions = Json.Element(row.GetString(14)) },
            cancellationToken);
        return found is [var application] ? Json.Bytes(application) : null;
    }

    private static Application ApplicationOf(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetInt32(3), row.GetString(4), row.GetDateTime(5), row.GetDateTime(6))
    {
        GithubUrl = row.IsDBNull(7) ? null : row.GetString(7),
        StarsUpdatedAt = row.Time(8),
        TotalInstances = row.GetInt32(9),
        ActiveInstances = row.GetInt32(10),
        LastSeenAt = row.Time(11),
        TopVersion = row.GetString(12),
    };

    /// <summary>An application; the last two only where it is asked for alone.</summary>
    private sealed record Application(Guid Id, string Slug, string Name, int Stars, string LogoUrl, DateTime CreatedAt, DateTime UpdatedAt)
    {
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? GithubUrl { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public DateTime? StarsUpdatedAt { get; init; }

        public int TotalInstances { get; init; }

        public int ActiveInstances { get; init; }

        public DateTime? LastSeenAt { get; init; }

        public string TopVersion { get; init; } = "";

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        [SchemaOf(typeof(IReadOnlyDictionary<string, decimal>))]
        public JsonElement? Metrics { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        [SchemaOf(typeof(IReadOnlyList<VersionCount>))]
        public JsonElement? Versions { get; init; }
    }

    /// <summary>How many active instances have a version.</summary>
    private sealed record VersionCount(string Version, int Count);
}
