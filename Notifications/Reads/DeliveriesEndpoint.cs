using Npgsql;
using Telemetry.Notifications.Deliveries;
using Telemetry.ServiceDefaults.Access;
using Telemetry.ServiceDefaults.Api;
using Telemetry.ServiceDefaults.Reads;

namespace Telemetry.Notifications.Reads;

/// <summary><c>GET deliveries</c>: what was told to whom, newest first, in pages that begin after a cursor. It is kept for 90 days.</summary>
internal static class DeliveriesEndpoint
{
    private const int Usual = 50;
    private const int Most = 100;

    public static void MapDeliveries(this WebApplication app) => app.MapGroup("/api/v1/admin")
        .AddEndpointFilter<RouteGroupBuilder, DatabaseAway>()
        .RequireAdmin()
        .MapGet("deliveries", ListAsync)
        .WithSummary("Alerts on their way to each recipient, and what became of them; the newest first")
        .WithTags("alerts")
        .WithQuery(
            new QueryParameter("cursor", "What an earlier page has as next; the newest, if not given") { MostCharacters = Query.MostCharacters },
            QueryParameter.Integer("limit", "How many at most", fallback: Usual, least: 1, Most))
        .Produces<Page>();

    private static async Task<IResult> ListAsync(HttpRequest request, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        var query = new Query(request.Query);
        var limit = query.Integer("limit", fallback: Usual, least: 1, most: Most);
        var cursor = query.Text("cursor");
        if (query.Fault is { } fault)
            return TypedResults.Text(fault, statusCode: StatusCodes.Status400BadRequest);
        if (Cursor.Parse(cursor) is not { } after)
            return TypedResults.Text("cursor: must be what an earlier page has as next", statusCode: StatusCodes.Status400BadRequest);

        // One more than asked for tells whether there is a next page.
        await using var command = dataSource.CreateCommand(
            """
            select
              delivery.id, delivery.notice_id, delivery.channel, delivery.recipient, notice.kind, notice.subject, delivery.state, delivery.attempts,
              delivery.reason, delivery.created_at, delivery.sent_at
            from notifications.deliveries delivery
            join notifications.notices notice on notice.id = delivery.notice_id
            where (delivery.created_at, delivery.id) < ($1, $2)
            order by delivery.created_at desc, delivery.id desc
            limit $3
            """);
        command.Parameters.Add(new() { Value = after.At });
        command.Parameters.Add(new() { Value = after.Id });
        command.Parameters.Add(new() { Value = limit + 1 });
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<Row>();
        while (await row.ReadAsync(cancellationToken))
        {
            rows.Add(new Row(
                row.GetGuid(0), row.GetGuid(1), row.GetString(2), Recipient.Masked(row.GetString(3)), row.GetString(4), row.GetString(5),
                row.GetString(6) is "sending" ? "waiting" : row.GetString(6), row.GetInt32(7), row.GetString(8), row.GetDateTime(9),
                row.IsDBNull(10) ? null : row.GetDateTime(10)));
        }

        var page = rows.Take(limit).ToList();
        return TypedResults.Ok(new Page(page, rows.Count > limit ? Cursor.After(page[^1].At, page[^1].Id) : null));
    }

    /// <summary>Some deliveries.</summary>
    /// <param name="Deliveries">The newest first.</param>
    /// <param name="Next">The cursor of the page after it; null: it is the last one.</param>
    private sealed record Page(IReadOnlyList<Row> Deliveries, string? Next);

    /// <summary>A delivery.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="IncidentChangeId">The message that it tells of.</param>
    /// <param name="Channel">mail or webhook.</param>
    /// <param name="Recipient">a***@example.org, or a host; "": nobody is configured.</param>
    /// <param name="Kind">incidents, digest or test.</param>
    /// <param name="Subject">Of the mail.</param>
    /// <param name="State">waiting, sent, failed, or recorded: there is no way to send it.</param>
    /// <param name="Attempts">So far.</param>
    /// <param name="Reason">Why it waits, failed or is only recorded, or what is worth knowing of what was sent; or "".</param>
    /// <param name="At">When it was recorded.</param>
    /// <param name="SentAt">When the recipient's server took it.</param>
    private sealed record Row(
        Guid Id, Guid IncidentChangeId, string Channel, string Recipient, string Kind, string Subject, string State, int Attempts, string Reason, DateTime At, DateTime? SentAt);
}
