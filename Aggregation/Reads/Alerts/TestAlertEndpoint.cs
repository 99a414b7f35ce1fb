using Microsoft.AspNetCore.Http.HttpResults;
using Telemetry.Aggregation.Alerts.Outbox;
using Telemetry.Aggregation.Settings;
using Telemetry.Contracts.Reads;

namespace Telemetry.Aggregation.Reads.Alerts;

internal static class TestAlertEndpoint
{
    private const string NoChannel = "Alerts are sent nowhere: set SMTP_HOST and ALERT_EMAIL, or ALERT_WEBHOOK_URL";

    public static void Map(RouteGroupBuilder group) => group.MapPost("test", PostAsync)
        .WithSummary("Sends a test alert through every channel")
        .Refuses(StatusCodes.Status409Conflict);

    private static async Task<Results<Accepted<CommandResult>, ContentHttpResult>> PostAsync(
        AlertOutbox outbox, AggregationSettings settings, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!settings.Alerts.HasChannel)
            return TypedResults.Text(NoChannel, statusCode: StatusCodes.Status409Conflict);

        await outbox.AddAsync(
            OutgoingAlert.Of(new TestAlertRequested { Id = Guid.CreateVersion7(), At = time.GetUtcNow() }), cancellationToken);
        return TypedResults.Accepted(
            (string?)null, new CommandResult("ok", "A test alert is on its way; the delivery log tells whether it arrived"));
    }
}
