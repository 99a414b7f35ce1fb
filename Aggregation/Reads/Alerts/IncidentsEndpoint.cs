using Npgsql;
using Telemetry.Aggregation.Alerts.Incidents;
using Telemetry.Aggregation.Cache;
using Telemetry.ServiceDefaults.Api;

namespace Telemetry.Aggregation.Reads.Alerts;

/// <summary><c>GET incidents</c>: the open ones, or those that are over; the newest first. By an index each time.</summary>
internal static class IncidentsEndpoint
{
    private const string Open = "open";
    private const string Ended = "ended";

    private static readonly string[] States = [Open, Ended];

    public static void Map(RouteGroupBuilder group) => group.MapGet("incidents", ListAsync)
        .WithTags("alerts")
        .WithSummary("Incidents, the newest first, in pages")
        .WithQuery(
            new QueryParameter("state", "Whether they are over", States),
            new QueryParameter("cursor", "What the page before has as next") { MostCharacters = Query.MostCharacters },
            QueryParameter.Integer("limit", "How many at most", fallback: 50, least: 1, most: 100))
        .Produces<IncidentPage>();

    private static async Task<IResult> ListAsync(HttpRequest request, AnswerCache cache, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        var query = new Query(request.Query);
        var state = query.OneOf("state", States);
        var cursor = query.Text("cursor");
        var limit = query.Integer("limit", fallback: 50, least: 1, most: 100);
        if (query.Fault is { } fault)
            return TypedResults.Text(fault, statusCode: StatusCodes.Status400BadRequest);

        var after = cursor is null ? null : IncidentCursor.Parse(cursor);
        if (cursor is not null && after is null)
            return TypedResults.Text("cursor: is not one that an answer gave", statusCode: StatusCodes.Status400BadRequest);

        var question = new Question($"incidents:{state}:{after}:{limit}", ct => ComputeAsync(dataSource, state, after, limit, ct), MayBeKept: false);
        return new CachedAnswer(await cache.AskAsync(question, cancellationToken));
    }

    private static async Task<byte[]?> ComputeAsync(NpgsqlDataSource dataSource, string state, IncidentCursor? after, int limit, CancellationToken cancellationToken)
    {
        var at = state == Open ? "opened_at" : "ended_at";
        var found = await dataSource.QueryAsync(
            $"""
            select {IncidentRows.Columns}
            from analytics.incidents
            where ended_at is {(state == Open ? "null" : "not null")}
              {(after is null ? "" : $"and ({at}, id) < ($2, $3)")}
            order by {at} desc, id desc
            limit $1
            """,
            [Sql.Value(limit + 1), .. after is null ? Array.Empty<NpgsqlParameter>() : [Sql.Value(after.At), Sql.Value(after.Id)]],
            IncidentRows.Read,
            cancellationToken);
        var open = await dataSource.QueryAsync(
            "select app, count(*) from analytics.incidents where ended_at is null group by app order by app",
            [],
            row => (App: row.GetString(0), Count: row.GetInt64(1)),
            cancellationToken);

        var page = found.Take(limit).Select(Shown.Of).ToList();
        var last = found.Count > limit ? found[limit - 1] : null;
        return Json.Bytes(new IncidentPage(
            page,
            open.Sum(app => app.Count),
            open.Where(app => app.App.Length > 0).ToDictionary(app => app.App, app => app.Count, StringComparer.Ordinal),
            last is null ? null : $"{new IncidentCursor(last.EndedAt ?? last.OpenedAt, last.Id)}"));
    }

    /// <summary>A page.</summary>
    /// <param name="Incidents">Of it.</param>
    /// <param name="Open">How many are open, whatever was asked for.</param>
    /// <param name="OpenByApp">The same by application (slug), of those that are about one.</param>
    /// <param name="Next">The cursor of the next page, or null.</param>
    private sealed record IncidentPage(IReadOnlyList<Shown> Incidents, long Open, IReadOnlyDictionary<string, long> OpenByApp, string? Next);

    /// <summary>An incident.</summary>
    /// <param name="Id">Names it.</param>
    /// <param name="Rule">For example <c>script_failure_rate</c>.</param>
    /// <param name="Subject">A script's or an application's name; "": all runs.</param>
    /// <param name="AppSlug">The application; "" where it is about none.</param>
    /// <param name="State">open or ended.</param>
    /// <param name="Reason">In numbers, as it was told last.</param>
    /// <param name="Value">What the rule looks at, now or at the end: percent, or hours of silence.</param>
    /// <param name="Threshold">What it is compared with.</param>
    /// <param name="OpenedAt">When its rule began to hold.</param>
    /// <param name="ToldAt">When it was last told of.</param>
    /// <param name="EndedAt">When it was over, or null.</param>
    private sealed record Shown(
        Guid Id, string Rule, string Subject, string AppSlug, string State, string Reason, double Value, double Threshold, DateTime OpenedAt, DateTime ToldAt, DateTime? EndedAt)
    {
        public static Shown Of(Incident incident) => new(
            incident.Id, incident.Rule, incident.Subject, incident.App, incident.EndedAt is null ? IncidentsEndpoint.Open : Ended, incident.Reason,
            incident.Value, incident.Threshold, incident.OpenedAt, incident.ToldAt, incident.EndedAt);
    }
}
