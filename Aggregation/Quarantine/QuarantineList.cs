using System.Globalization;
using Telemetry.Contracts.Reads;

namespace Telemetry.Aggregation.Quarantine;

/// <summary>
/// <c>GET /api/v1/admin/quarantine</c> and <c>GET /api/v1/admin/quarantine/reasons</c>: unreadable and unstorable reports of the last seven
/// days.
/// </summary>
internal static class QuarantineList
{
    // Counting stops here, since nobody pages further.
    private const int MaxCounted = 10_000;

    private static readonly string[] Kinds =
        ["", ReportKind.Instance, ReportKind.Snapshot, ReportKind.Run, ReportKind.Start, ReportKind.Refused];

    public static void Map(RouteGroupBuilder quarantine)
    {
        quarantine.MapGet("", ListAsync)
            .WithSummary("Reports that could not be stored, with their reasons; the newest first")
            .WithQuery(
                new QueryParameter("kind", "Of the report; any, if not given", Kinds),
                ReasonParameter("Of one reason; any, if not given"),
                QueryParameter.Integer("offset", "How many to leave out", fallback: 0, min: 0, MaxCounted),
                QueryParameter.Integer("limit", "How many at most", fallback: 50, min: 1, max: 100))
            .Produces<IReadOnlyList<QuarantinedReport>>();
        quarantine.MapGet("reasons", ListReasonsAsync)
            .WithSummary("Reasons of reports that could not be stored, by client; the most frequent first")
            .Produces<IReadOnlyList<QuarantineReason>>();
    }

    public static QueryParameter ReasonParameter(string description) =>
        new("reason", description) { MaxCharacters = Query.MaxCharacters };

    private static async Task<IResult> ListAsync(
        HttpRequest request, HttpResponse response, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        var query = new Query(request.Query);
        var kind = query.OneOf("kind", Kinds);
        var reason = query.Text("reason");
        var offset = query.Integer("offset", fallback: 0, min: 0, max: MaxCounted);
        var limit = query.Integer("limit", fallback: 50, min: 1, max: 100);
        if (query.Error is { } error)
            return TypedResults.Text(error, statusCode: StatusCodes.Status400BadRequest);

        const string Where = "where ($1 = '' or kind = $1) and ($2 is null or analytics.reason_group(reason) = $2)";
        NpgsqlParameter[] Parameters() => [Sql.Text(kind), Sql.Text(reason)];
        var total = await dataSource.QueryAsync(
            $"select count(*) from (select from analytics.quarantine {Where} limit {MaxCounted}) counted",
            Parameters(),
            row => row.GetInt64(0),
            cancellationToken);
        var quarantined = await dataSource.QueryAsync(
            $"""
            select id, quarantined_at, received_at, kind, reason, coalesce(body, ''), client
            from analytics.quarantine
            {Where}
            order by quarantined_at desc, id desc
            offset {offset}
            limit {limit}
            """,
            Parameters(),
            row => new QuarantinedReport(
                row.GetInt64(0),
                row.GetDateTime(1),
                row.GetDateTime(2),
                row.GetString(3),
                row.GetString(4),
                row.GetString(5),
                row.GetString(6)),
            cancellationToken);

        response.Headers["X-Total-Count"] = total[0].ToString(CultureInfo.InvariantCulture);
        return Json.Result(quarantined);
    }

    private static async Task<IResult> ListReasonsAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken) => Json.Result(
        await dataSource.QueryAsync(
            """
            select kind, analytics.reason_group(reason) as grouped, client, count(*), max(quarantined_at)
            from analytics.quarantine
            group by kind, grouped, client
            order by count(*) desc, grouped, kind, client
            limit 100
            """,
            [],
            row => new QuarantineReason(row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetDateTime(4)),
            cancellationToken));
}
