using Telemetry.Contracts.Reads;

namespace Telemetry.Aggregation.Reads.Alerts;

/// <summary><c>GET incidents</c>: open or ended incidents, newest first. Each request reads an index.</summary>
internal static class IncidentsEndpoint
{
    private const string Open = "open";
    private const string Ended = "ended";

    private static readonly string[] States = [Open, Ended];

    public static void Map(RouteGroupBuilder group) => group.MapGet("incidents", ListAsync)
        .WithSummary("Incidents, the newest first, in pages")
        .WithQuery(
            new QueryParameter("state", "Whether they are over", States),
            new QueryParameter("cursor", "What the page before has as next") { MaxCharacters = Query.MaxCharacters },
            QueryParameter.Integer("limit", "How many at most", fallback: 50, min: 1, max: 100))
        .Produces<IncidentPage>();

    private static async Task<IResult> ListAsync([AsParameters] ReadRequest request)
    {
        var state = request.Query.OneOf("state", States);
        var cursor = request.Query.Text("cursor");
        var limit = request.Query.Integer("limit", fallback: 50, min: 1, max: 100);
        var after = cursor is null ? null : PageCursor.ParseTime(cursor);
        if (request.Query.Error is null && cursor is not null && after is null)
            return TypedResults.Text("cursor: is not one that an answer gave", statusCode: StatusCodes.Status400BadRequest);

        return await request.RespondAsync(ReadQuery.OfRecord(
            $"incidents:{state}:{cursor}:{limit}",
            async (_, ct) => await ReadAsync(request.DataSource, state, after, limit, ct)) with { IsCached = false });
    }

    private static async Task<IncidentPage> ReadAsync(
        NpgsqlDataSource dataSource, string state, PageCursor? after, int limit, CancellationToken cancellationToken)
    {
        var at = state == Open ? "opened_at" : "ended_at";
        var incidents = await dataSource.QueryAsync(
            $"""
            select id, rule, subject, app, reason, value, threshold, opened_at, told_at, ended_at
            from analytics.incidents
            where ended_at is {(state == Open ? "null" : "not null")}
              {(after is null ? "" : $"and ({at}, id) < ($2, $3)")}
            order by {at} desc, id desc
            limit $1
            """,
            after is null ? [Sql.Value(limit + 1)] : [Sql.Value(limit + 1), Sql.Value(after.Time!.Value), Sql.Value(after.Id)],
            IncidentOf,
            cancellationToken);
        var open = await dataSource.QueryAsync(
            "select app, count(*) from analytics.incidents where ended_at is null group by app order by app",
            [],
            row => (App: row.GetString(0), Count: row.GetInt64(1)),
            cancellationToken);

        var page = Page.Of(incidents, limit, incident => PageCursor.Of(incident.EndedAt ?? incident.OpenedAt, incident.Id));
        return new(
            page.Items,
            open.Sum(app => app.Count),
            open.Where(app => app.App.Length > 0).ToDictionary(app => app.App, app => app.Count, StringComparer.Ordinal),
            page.Next?.ToString());
    }

    private static Incident IncidentOf(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        row.GetString(1),
        row.GetString(2),
        row.GetString(3),
        row.IsDBNull(9) ? Open : Ended,
        row.GetString(4),
        row.GetDouble(5),
        row.GetDouble(6),
        row.GetDateTime(7),
        row.GetDateTime(8),
        row.Time(9));
}
