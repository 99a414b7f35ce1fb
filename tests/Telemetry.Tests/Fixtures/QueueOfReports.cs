using RabbitMQ.Client;
using Telemetry.ServiceDefaults.Messaging;

namespace Telemetry.Tests.Fixtures;

/// <summary>The queue between Ingestion and Aggregation, seen with the broker's own client.</summary>
public sealed class QueueOfReports : IAsyncDisposable
{
    private readonly Uri _address;
    private readonly IConnection _connection;

    private QueueOfReports(Uri address, IConnection connection) => (_address, _connection) = (address, connection);

    public static async Task<QueueOfReports> OpenAsync(string rabbitMq)
    {
        var address = new Uri(rabbitMq);
        return new(address, await new ConnectionFactory { Uri = address }.CreateConnectionAsync());
    }

    /// <summary>Takes every batch out that is there now.</summary>
    public async Task<IReadOnlyList<ReportsAccepted>> TakeAsync()
    {
        var batches = new List<ReportsAccepted>();
        await using var channel = await _connection.CreateChannelAsync();
        while (await channel.BasicGetAsync(ReportQueue.Name, autoAck: true) is { } message)
        {
            Assert.True(message.BasicProperties.Persistent);
            var envelope = JsonSerializer.Deserialize<JsonElement>(message.Body.Span);
            batches.Add(envelope.GetProperty("message").Deserialize<ReportsAccepted>(JsonSerializerOptions.Web)!);
        }

        return batches;
    }

    /// <summary>Takes every snapshot out that is there now.</summary>
    public async Task<IReadOnlyList<SnapshotReceived>> TakeSnapshotsAsync() =>
        [.. (await TakeAsync()).SelectMany(batch => batch.Snapshots)];

    /// <summary>Takes every change of an instance out that is there now.</summary>
    public async Task<IReadOnlyList<InstanceChanged>> TakeInstancesAsync() => [.. (await TakeAsync()).SelectMany(batch => batch.Instances)];

    /// <summary>Declares the queue if need be, and empties it.</summary>
    public Task PurgeAsync() => OnChannelAsync(async channel =>
    {
        await ReportQueue.EnsureAsync(_address, TimeSpan.FromSeconds(5), CancellationToken.None);
        await channel.QueuePurgeAsync(ReportQueue.Name);
    });

    public async Task OnChannelAsync(Func<IChannel, Task> action)
    {
        await using var channel = await _connection.CreateChannelAsync();
        await action(channel);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
