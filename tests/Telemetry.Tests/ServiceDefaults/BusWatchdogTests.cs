using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;
using RabbitMQ.Client;
using Telemetry.ServiceDefaults.Messaging;

namespace Telemetry.Tests.ServiceDefaults;

[Collection(Servers.Collection)]
public sealed class BusWatchdogTests(Servers servers)
{
    [Fact]
    public async Task An_unready_bus_with_a_reachable_broker_ends_the_process()
    {
        var queue = $"watched-{Guid.NewGuid():n}";
        await using var connection = await new ConnectionFactory { Uri = new Uri(servers.RabbitMq) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();

        // The queue has another type than the bus declares, so its endpoint never becomes ready.
        await channel.QueueDeclareAsync(queue, durable: false, exclusive: true, autoDelete: true);
        var bus = Bus.Factory.CreateUsingRabbitMq(rabbitMq =>
        {
            rabbitMq.Host(new Uri(servers.RabbitMq));
            rabbitMq.ReceiveEndpoint(queue, endpoint => endpoint.SetQuorumQueue());
        });
        using var end = new CancellationTokenSource();
        var starting = bus.StartAsync(end.Token);
        var time = new FakeTimeProvider();
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("ConnectionStrings:messaging", servers.RabbitMq)])
            .Build();
        using var watchdog = new BusWatchdog(bus, configuration, time);
        await watchdog.StartAsync(CancellationToken.None);

        await Eventually.TrueAsync("the watchdog gives up", () =>
        {
            time.Advance(TimeSpan.FromSeconds(5));
            return Task.FromResult(watchdog.ExecuteTask!.IsCompleted);
        });

        await Assert.ThrowsAsync<TimeoutException>(() => watchdog.ExecuteTask!);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => starting);
    }
}
