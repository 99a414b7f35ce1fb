using Npgsql;
using Telemetry.Contracts.Reads;
using Telemetry.Notifications.Deliveries;
using Telemetry.ServiceDefaults.Access;
using Telemetry.ServiceDefaults.Api;
using Telemetry.ServiceDefaults.Reads;
using LoggedDelivery = Telemetry.Contracts.Reads.Delivery;

namespace Telemetry.Notifications.Reads;

/// <summary><c>GET deliveries</c>: the delivery log of 90 days, newest first, in pages.</summary>
internal static class DeliveriesEndpoint
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 100;

    private static readonly DateTime s_end = DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc);

    public static void MapDeliveries(this WebApplication app) => app.MapGroup("/api/v1/admin")
        .AddEndpointFilter<RouteGroupBuilder, DatabaseUnavailable>()
        .RequireAdmin()
        .MapGet("deliveries", ListAsync)
        .WithSummary("The deliveries of alerts to each recipient and their states; the newest first")
        .WithTags("alerts")
        .WithQuery(
            new QueryParameter("cursor", "What an earlier page has as next; the newest, if not given")
            {
                MaxCharacters = Query.MaxCharacters,
            },
            QueryParameter.Integer("limit", "How many at most", fallback: DefaultLimit, min: 1, MaxLimit))
        .Produces<DeliveryPage>();

    private static async Task<IResult> ListAsync(HttpRequest request, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        var query = new Query(request.Query);
        var limit = query.Integer("limit", fallback: DefaultLimit, min: 1, max: MaxLimit);
        var cursor = query.Text("cursor");
        if (query.Error is { } error)
            return TypedResults.Text(error, statusCode: StatusCodes.Status400BadRequest);

        var after = cursor is null ? null : PageCursor.ParseTime(cursor);
        if (cursor is not null && after is null)
            return TypedResults.Text("cursor: must be what an earlier page has as next", statusCode: StatusCodes.Status400BadRequest);

        await using var command = dataSource.CreateCommand(
            """
            select
              delivery.id, delivery.notice_id, delivery.channel, delivery.recipient, notice.kind, notice.subject,
              case delivery.state when 'sending' then 'waiting' else delivery.state end, delivery.attempts, delivery.reason,
              delivery.created_at, delivery.sent_at
            from notifications.deliveries delivery
            join notifications.notices notice on notice.id = delivery.notice_id
            where (delivery.created_at, delivery.id) < ($1, $2)
            order by delivery.created_at desc, delivery.id desc
            limit $3
            """);
        command.Parameters.Add(new() { Value = after?.Time ?? s_end });
        command.Parameters.Add(new() { Value = after?.Id ?? Guid.AllBitsSet });
        command.Parameters.Add(new() { Value = limit + 1 });
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<LoggedDelivery>();
        while (await row.ReadAsync(cancellationToken))
        {
            rows.Add(new LoggedDelivery(
                Id: row.GetGuid(0),
                IncidentChangeId: row.GetGuid(1),
                Channel: row.GetString(2),
                Recipient: Recipient.Masked(row.GetString(3)),
                Kind: row.GetString(4),
                Subject: row.GetString(5),
                State: row.GetString(6),
                Attempts: row.GetInt32(7),
                Reason: row.GetString(8),
                At: row.GetDateTime(9),
                SentAt: row.IsDBNull(10) ? null : row.GetDateTime(10)));
        }

        var page = Page.Of(rows, limit, delivery => PageCursor.Of(delivery.At, delivery.Id));
        return TypedResults.Ok(new DeliveryPage(page.Items, page.Next?.ToString()));
    }
}
