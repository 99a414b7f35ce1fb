using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Telemetry.ServiceDefaults.Messaging;

namespace Telemetry.Tests.Fixtures;

/// <summary>The queue between Ingestion and Aggregation, accessed with RabbitMQ's client.</summary>
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

    /// <summary>Removes and returns all batches in the queue.</summary>
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

    /// <summary>Removes all batches and returns their snapshots.</summary>
    public async Task<IReadOnlyList<SnapshotReceived>> TakeSnapshotsAsync() =>
        [.. (await TakeAsync()).SelectMany(batch => batch.Snapshots)];

    /// <summary>Removes all batches and returns their changes of instances.</summary>
    public async Task<IReadOnlyList<InstanceChanged>> TakeInstancesAsync() => [.. (await TakeAsync()).SelectMany(batch => batch.Instances)];

    /// <summary>Adds messages without reports, and waits until the broker has stored them.</summary>
    public async Task AddAsync(int messages)
    {
        await using var channel = await _connection.CreateChannelAsync(new(
            publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        for (var i = 0; i < messages; i++)
            await Eventually.TrueAsync("stored", () => TryPublishAsync(channel));
    }

    /// <summary>Declares the queue if it does not exist, and purges it.</summary>
    public Task PurgeAsync() => OnChannelAsync(async channel =>
    {
        await ReportQueue.EnsureAsync(_address, TimeSpan.FromSeconds(60), CancellationToken.None);
        await channel.QueuePurgeAsync(ReportQueue.Name);
    });

    public async Task OnChannelAsync(Func<IChannel, Task> action)
    {
        await using var channel = await _connection.CreateChannelAsync();
        await action(channel);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    // A quorum queue rejects a message while its disk is too slow to register the publisher.
    private static async Task<bool> TryPublishAsync(IChannel channel)
    {
        try
        {
            await channel.BasicPublishAsync("", ReportQueue.Name, "{}"u8.ToArray());
            return true;
        }
        catch (PublishException)
        {
            return false;
        }
    }
}
