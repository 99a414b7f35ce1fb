using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Telemetry.ServiceDefaults.Api;

namespace Telemetry.Aggregation.Reads;

/// <summary><c>GET instances</c> and <c>GET instances/{id}</c>. They are looked up by an index each time, not kept.</summary>
internal static class InstanceEndpoints
{
    private const string From =
        """
        from analytics.instances i
        join analytics.instance_states s using (instance_id)
        join analytics.applications a on a.slug = i.app
        """;

    private const string Columns =
        "instance_id, a.name, i.app, i.version, i.environment, i.status, s.last_seen_at, i.deployment_mode, s.metrics::text";

    private const string Filter =
        """
        where ($1 is null or (i.app = (select slug from analytics.applications where name = $1) and s.app = i.app))
          and ($2 is null or i.status = $2)
          and ($3 is null or i.search ilike $3)
        """;

    private static readonly string[] Statuses = ["", "pending", "active", "revoked"];

    public static void Map(RouteGroupBuilder group)
    {
        var instances = group.MapGroup("instances").WithTags("instances");
        instances.MapGet("", ListAsync)
            .WithSummary("Instances, newest seen first; X-Total-Count has the number of all that match")
            .WithQuery(
                QueryParameter.Integer("offset", "How many to leave out", fallback: 0, least: 0, most: int.MaxValue),
                QueryParameter.Integer("limit", "How many at most", fallback: 50, least: 1, most: 100),
                new QueryParameter("app", "The exact name of the application") { MostCharacters = Query.MostCharacters },
                new QueryParameter("q", "A part of the id, version, environment or deployment mode") { MostCharacters = Query.MostCharacters },
                new QueryParameter("status", "Only these; empty: all", Statuses))
            .Produces<IReadOnlyList<Instance>>();
        instances.MapGet("{id}", GetAsync)
            .WithSummary("One instance with its newest 50 snapshots")
            .Produces<Instance>()
            .Refuses(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> ListAsync(HttpRequest request, HttpResponse response, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        var query = new Query(request.Query);
        var offset = query.Integer("offset", fallback: 0, least: 0, most: int.MaxValue);
        var limit = query.Integer("limit", fallback: 50, least: 1, most: 100);
        var filter = Parameters(query.Text("app"), query.OneOf("status", Statuses), query.Text("q"));
        if (query.Fault is { } fault)
            return TypedResults.Text(fault, statusCode: StatusCodes.Status400BadRequest);

        var total = await dataSource.QueryAsync($"select count(*) {From} {Filter}", filter(), row => row.GetInt64(0), cancellationToken);
        var instances = await dataSource.QueryAsync(
            $"select {Columns} {From} {Filter} order by s.last_seen_at desc, instance_id offset $4 limit $5",
            [.. filter(), Sql.Value(offset), Sql.Value(limit)],
            InstanceOf,
            cancellationToken);

        response.Headers["X-Total-Count"] = total[0].ToString(CultureInfo.InvariantCulture);
        return TypedResults.Bytes(Json.Bytes(instances), "application/json");
    }

    private static async Task<IResult> GetAsync(string id, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(id, out var instanceId))
            return Unknown();

        var found = await dataSource.QueryAsync(
            $"""
            select {Columns}, i.os_arch, i.registered_at
            {From}
            where instance_id = $1
            """,
            [Sql.Value(instanceId)],
            row => InstanceOf(row) with { OsArch = row.GetString(9), RegisteredAt = row.GetDateTime(10) },
            cancellationToken);
        if (found is not [var instance])
            return Unknown();

        var snapshots = await dataSource.QueryAsync(
            """
            select taken_at, received_at, metrics::text
            from analytics.snapshots
            where instance_id = $1
            order by taken_at desc, digest desc
            limit 50
            """,
            [Sql.Value(instanceId)],
            row => new Snapshot(row.GetDateTime(0), row.GetDateTime(1), Json.Element(row.GetString(2))),
            cancellationToken);
        return TypedResults.Bytes(Json.Bytes(instance with { Snapshots = snapshots }), "application/json");
    }

    private static ContentHttpResult Unknown() => TypedResults.Text("Unknown instance", statusCode: StatusCodes.Status404NotFound);

    // A parameter object belongs to one command.
    private static Func<NpgsqlParameter[]> Parameters(string? app, string status, string? search)
    {
        var pattern = search is null
            ? null
            : $"%{search.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
        return () => [Sql.Text(app), Sql.Text(status.Length == 0 ? null : status), Sql.Text(pattern)];
    }

    private static Instance InstanceOf(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        row.GetString(1),
        row.GetString(2),
        row.GetString(3),
        row.GetString(4),
        row.GetString(5),
        row.GetDateTime(6),
        row.GetString(7),
        Json.Element(row.GetString(8)));

    /// <summary>An instance; the last three only where it is asked for alone.</summary>
    private sealed record Instance(
        Guid InstanceId,
        string AppName,
        string AppSlug,
        string AppVersion,
        string Environment,
        string Status,
        DateTime LastSeenAt,
        string DeploymentMode,
        [property: SchemaOf(typeof(IReadOnlyDictionary<string, JsonElement>))] JsonElement Metrics)
    {
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? OsArch { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public DateTime? RegisteredAt { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<Snapshot>? Snapshots { get; init; }
    }

    private sealed record Snapshot(
        DateTime Timestamp, DateTime ReceivedAt, [property: SchemaOf(typeof(IReadOnlyDictionary<string, JsonElement>))] JsonElement Metrics);
}
