using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Telemetry.Contracts.Reads;

namespace Telemetry.Aggregation.Reads.Instances;

/// <summary><c>GET instances</c> and <c>GET instances/{id}</c>. Each request reads an index; nothing is cached.</summary>
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
        where ($1 is null or i.app = (select slug from analytics.applications where name = $1))
          and ($2 is null or i.status = $2)
          and ($3 is null or i.search ilike $3)
        """;

    // Implied by the join; it lets the planner use the index by application and time.
    private const string SameApplication = "and ($1 is null or s.app = i.app)";

    private static readonly string[] Statuses = ["", "pending", "active", "revoked"];

    public static void Map(RouteGroupBuilder admin)
    {
        var instances = admin.MapGroup("instances").WithTags("instances");
        instances.MapGet("", ListAsync)
            .WithSummary("Instances; X-Total-Count has the number of all that match, X-Next the cursor of the next page")
            .WithQuery(
                QueryParameter.Integer("offset", "How many to leave out", fallback: 0, min: 0, max: int.MaxValue),
                QueryParameter.Integer("limit", "How many at most", fallback: 50, min: 1, max: 100),
                new QueryParameter("app", "The exact name of the application") { MaxCharacters = Query.MaxCharacters },
                new QueryParameter(
                    "q", "A part of the id, version, environment or deployment mode") { MaxCharacters = Query.MaxCharacters },
                new QueryParameter("status", "Only these; empty: all", Statuses),
                new QueryParameter("sort", "By what; a minus is descending", InstanceOrder.Names),
                new QueryParameter("metric", "By the values of which metric, if by metric") { MaxCharacters = Query.MaxCharacters },
                new QueryParameter("after", "X-Next of the page before, instead of an offset") { MaxCharacters = PageCursor.MaxLength })
            .Produces<IReadOnlyList<Instance>>();
        instances.MapGet("{id}", GetAsync)
            .WithSummary("One instance with its newest 50 snapshots")
            .Produces<Instance>()
            .Refuses(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> ListAsync(HttpResponse response, [AsParameters] ReadRequest request)
    {
        var query = request.Query;
        var offset = query.Integer("offset", fallback: 0, min: 0, max: int.MaxValue);
        var limit = query.Integer("limit", fallback: 50, min: 1, max: 100);
        var filter = Parameters(query.Text("app"), query.OneOf("status", Statuses), query.Text("q"));
        var order = InstanceOrder.Named(query.OneOf("sort", InstanceOrder.Names));
        var metric = query.Text("metric");
        var after = query.Text("after", PageCursor.MaxLength);
        var cursor = after is null ? null : PageCursor.Parse(after);
        if (query.Error is { } error)
            return TypedResults.Text(error, statusCode: StatusCodes.Status400BadRequest);
        if (after is not null && (cursor?.Order != order.Name || !order.IsValue(cursor.Value)))
            return TypedResults.Text("after: must be X-Next of a page of the same order", statusCode: StatusCodes.Status400BadRequest);

        var total = await request.DataSource.QueryAsync(
            $"select count(*) from analytics.instances i {Filter}", filter(), row => row.GetInt64(0), request.CancellationToken);
        // Columns are read for the page only, not for the rows skipped before it.
        var rows = await request.DataSource.QueryAsync(
            $"""
            with page as materialized (
              select instance_id {From} {Filter} {SameApplication} {order.After} order by {order.By} offset $7 limit $8
            )
            select {Columns}, {order.ValueText} {From} join page using (instance_id) order by {order.By}
            """,
            [
                .. filter(), Sql.Text(metric ?? ""), Sql.Text(cursor?.Value), Sql.Value(cursor?.Id ?? Guid.Empty), Sql.Value(offset),
                Sql.Value(limit + 1),
            ],
            row => (Instance: InstanceOf(row), Value: row.GetString(9)),
            request.CancellationToken);
        var page = Page.Of(rows, limit, row => new PageCursor(order.Name, row.Value, row.Instance.InstanceId));

        response.Headers["X-Total-Count"] = total[0].ToString(CultureInfo.InvariantCulture);
        if (page.Next is { } next)
            response.Headers["X-Next"] = $"{next}";
        return Json.Result(page.Items.Select(row => row.Instance));
    }

    private static async Task<IResult> GetAsync(string id, [AsParameters] ReadRequest request)
    {
        if (!Guid.TryParse(id, out var instanceId))
            return Unknown();

        var found = await request.DataSource.QueryAsync(
            $"""
            select {Columns}, i.os_arch, i.registered_at
            {From}
            where instance_id = $1
            """,
            [Sql.Value(instanceId)],
            row => InstanceOf(row) with { OsArch = row.GetString(9), RegisteredAt = row.GetDateTime(10) },
            request.CancellationToken);
        if (found is not [var instance])
            return Unknown();

        var snapshots = await request.DataSource.QueryAsync(
            """
            select taken_at, received_at, metrics::text
            from analytics.snapshots
            where instance_id = $1
            order by taken_at desc, digest desc
            limit 50
            """,
            [Sql.Value(instanceId)],
            row => new Snapshot(row.GetDateTime(0), row.GetDateTime(1), new(row.GetString(2))),
            request.CancellationToken);
        return Json.Result(instance with { Snapshots = snapshots });
    }

    public static ContentHttpResult Unknown() => TypedResults.Text("Unknown instance", statusCode: StatusCodes.Status404NotFound);

    // A parameter object belongs to one command.
    private static Func<NpgsqlParameter[]> Parameters(string? app, string status, string? search) =>
        () => [Sql.Text(app), Sql.Text(status.Length == 0 ? null : status), Sql.Pattern(search)];

    private static Instance InstanceOf(NpgsqlDataReader row) => new()
    {
        InstanceId = row.GetGuid(0),
        AppName = row.GetString(1),
        AppSlug = row.GetString(2),
        AppVersion = row.GetString(3),
        Environment = row.GetString(4),
        Status = row.GetString(5),
        LastSeenAt = row.GetDateTime(6),
        DeploymentMode = row.GetString(7),
        Metrics = new(row.GetString(8)),
    };
}
