using System.Text.Json;
using MassTransit;

namespace Telemetry.Aggregation.Alerts.Outbox;

/// <summary>A row of <c>analytics.alert_outbox</c>. Kind is incidents, digest or test; the message is JSON.</summary>
internal sealed record OutgoingAlert(Guid Id, string Kind, string Message)
{
    private const string Incidents = "incidents";
    private const string Digest = "digest";
    private const string Test = "test";

    public static OutgoingAlert Of(IncidentsChanged message) => new(message.Id, Incidents, JsonSerializer.Serialize(message));

    public static OutgoingAlert Of(WeekSummed message) => new(message.Id, Digest, JsonSerializer.Serialize(message));

    public static OutgoingAlert Of(TestAlertRequested message) => new(message.Id, Test, JsonSerializer.Serialize(message));

    public NpgsqlBatchCommand Insert() =>
        new("insert into analytics.alert_outbox (id, kind, message) values ($1, $2, $3::jsonb) on conflict (id) do nothing")
        {
            Parameters = { Sql.Value(Id), Sql.Text(Kind), Sql.Text(Message) },
        };

    public Task PublishAsync(IBus bus, CancellationToken cancellationToken) => Kind switch
    {
        Incidents => PublishAsync<IncidentsChanged>(bus, cancellationToken),
        Digest => PublishAsync<WeekSummed>(bus, cancellationToken),
        Test => PublishAsync<TestAlertRequested>(bus, cancellationToken),
        _ => throw new InvalidOperationException($"the outbox has a message of the kind {Kind}, which this version does not know"),
    };

    // Without Mandatory the broker also confirms a message that no queue takes.
    private Task PublishAsync<T>(IBus bus, CancellationToken cancellationToken)
        where T : class => bus.Publish(
        JsonSerializer.Deserialize<T>(Message)!,
        context =>
        {
            context.Mandatory = true;
            context.MessageId = Id;
        },
        cancellationToken);
}
