using System.Globalization;
using Npgsql;
using Telemetry.Contracts;
using Telemetry.ServiceDefaults.Api;

namespace Telemetry.Aggregation.Reads;

/// <summary><c>GET quarantine</c>: what could not be stored, newest first. It is kept for seven days.</summary>
internal static class QuarantineEndpoint
{
    // Counting ends here: what is more than this is not looked through page by page.
    private const int MostCounted = 10_000;

    private static readonly string[] Kinds = ["", ReportKind.Instance, ReportKind.Snapshot, ReportKind.Run, ReportKind.Start, ReportKind.Refused];

    public static void Map(RouteGroupBuilder group) => group.MapGet("quarantine", ListAsync)
        .WithSummary("What could not be stored, and why; the newest first")
        .WithTags("quarantine")
        .WithQuery(
            new QueryParameter("kind", "Of the report; any, if not given", Kinds),
            QueryParameter.Integer("offset", "How many to leave out", fallback: 0, least: 0, MostCounted),
            QueryParameter.Integer("limit", "How many at most", fallback: 50, least: 1, most: 100))
        .Produces<IReadOnlyList<Quarantined>>();

    private static async Task<IResult> ListAsync(HttpRequest request, HttpResponse response, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        var query = new Query(request.Query);
        var kind = query.OneOf("kind", Kinds);
        var offset = query.Integer("offset", fallback: 0, least: 0, most: MostCounted);
        var limit = query.Integer("limit", fallback: 50, least: 1, most: 100);
        if (query.Fault is { } fault)
            return TypedResults.Text(fault, statusCode: StatusCodes.Status400BadRequest);

        var where = kind.Length == 0 ? "" : "where kind = $1";
        NpgsqlParameter[] Parameters() => kind.Length == 0 ? [] : [Sql.Text(kind)];
        var total = await dataSource.QueryAsync(
            $"select count(*) from (select from analytics.quarantine {where} limit {MostCounted}) counted", Parameters(), row => row.GetInt64(0), cancellationToken);
        var quarantined = await dataSource.QueryAsync(
            $"""
            select id, quarantined_at, received_at, kind, reason, coalesce(body, '')
            from analytics.quarantine
            {where}
            order by quarantined_at desc, id desc
            offset {offset}
            limit {limit}
            """,
            Parameters(),
            row => new Quarantined(row.GetInt64(0), row.GetDateTime(1), row.GetDateTime(2), row.GetString(3), row.GetString(4), row.GetString(5)),
            cancellationToken);

        response.Headers["X-Total-Count"] = total[0].ToString(CultureInfo.InvariantCulture);
        return TypedResults.Bytes(Json.Bytes(quarantined), "application/json");
    }

    /// <summary>A report in quarantine. The body is "" where it was not kept.</summary>
    private sealed record Quarantined(long Id, DateTime QuarantinedAt, DateTime ReceivedAt, string Kind, string Reason, string Body);
}
