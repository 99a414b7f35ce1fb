using Telemetry.Aggregation.Suppression;
using Telemetry.Contracts.Reads;

namespace Telemetry.Aggregation.Reads.Applications;

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
          (select coalesce(json_object_agg(m.metric, trim_scale(m.value) order by m.metric), '{"{}"}')::text
           from (
             select metric, case when $2 or instances >= {PublicJson.Threshold} then value end as value
             from analytics.current_metrics
             where app = a.slug and instances > 0) m),
          array(select version from analytics.app_versions where app = a.slug and instances > 0 order by instances desc, version desc),
          array(select instances from analytics.app_versions where app = a.slug and instances > 0 order by instances desc, version desc)
        from analytics.applications a
        left join analytics.app_counts c on c.app = a.slug
        where a.slug = $1
        """;

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("applications", ([AsParameters] ReadRequest request) => request.RespondAsync(ListQuery(request.DataSource)))
            .WithSummary("All applications, by name")
            .Produces<IReadOnlyList<Application>>();
        group.MapGet(
            "applications/{slug}", (string slug, [AsParameters] ReadRequest request) =>
                request.RespondAsync(slug, DetailQuery(request.DataSource, slug)))
            .WithSummary("One application with its metrics and versions")
            .Produces<Application>()
            .Refuses(StatusCodes.Status404NotFound);
    }

    public static ReadQuery ListQuery(NpgsqlDataSource dataSource) => ReadQuery.OfRecord<IReadOnlyList<Application>>(
        "applications",
        async (_, ct) => await dataSource.QueryAsync(List, [], ApplicationOf, ct)) with { MayBeStale = false };

    private static ReadQuery DetailQuery(NpgsqlDataSource dataSource, string slug) => ReadQuery.OfRecord(
        $"application:{slug}",
        async (audience, ct) => (await dataSource.QueryAsync(Detail, [Sql.Text(slug), Sql.Value(audience == Audience.Admin)], DetailOf, ct))
            .FirstOrDefault()) with { MayBeStale = false };

    private static Application DetailOf(NpgsqlDataReader row) => ApplicationOf(row) with
    {
        Metrics = new(row.GetString(13)),
        Versions =
        [
            .. row.GetFieldValue<string[]>(14).Zip(
                row.GetFieldValue<int[]>(15), (version, instances) => new VersionCount(version, instances)),
        ],
    };

    private static Application ApplicationOf(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        Slug = row.GetString(1),
        Name = row.GetString(2),
        Stars = row.GetInt32(3),
        LogoUrl = row.GetString(4),
        CreatedAt = row.GetDateTime(5),
        UpdatedAt = row.GetDateTime(6),
        GithubUrl = row.IsDBNull(7) ? null : row.GetString(7),
        StarsUpdatedAt = row.Time(8),
        TotalInstances = row.GetInt32(9),
        ActiveInstances = row.GetInt32(10),
        LastSeenAt = row.Time(11),
        TopVersion = row.GetString(12),
    };
}
