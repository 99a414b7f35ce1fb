using System.Collections.Concurrent;
using MassTransit;
using Telemetry.ServiceDefaults.Messaging;

namespace Telemetry.Tests.Notifications;

[Collection(Servers.Collection)]
public sealed class AlertQueueTests(Servers servers)
{
    [Fact]
    public async Task Each_type_of_message_waits_in_the_queue_until_a_consumer_starts()
    {
        var received = new ConcurrentQueue<object>();
        var publisher = Bus.Factory.CreateUsingRabbitMq(bus =>
        {
            bus.Host(new Uri(servers.RabbitMq));
            bus.PublishAlerts();
        });
        var consumer = Bus.Factory.CreateUsingRabbitMq(bus =>
        {
            bus.Host(new Uri(servers.RabbitMq));
            bus.ReceiveAlerts(endpoint =>
            {
                Record<IncidentsChanged>(endpoint);
                Record<WeekSummed>(endpoint);
                Record<TestAlertRequested>(endpoint);
            });
        });
        await publisher.StartAsync();

        await publisher.Publish(Messages.Opened("debian"), context => context.Mandatory = true);
        await publisher.Publish(Messages.Week(), context => context.Mandatory = true);
        await publisher.Publish(Messages.Test(), context => context.Mandatory = true);
        await publisher.StopAsync();
        await consumer.StartAsync();

        await Eventually.TrueAsync("the consumer has all", () => Task.FromResult(received.Count >= 3));
        await consumer.StopAsync();
        Assert.Equal(["IncidentsChanged", "TestAlertRequested", "WeekSummed"], received.Select(message => message.GetType().Name).Order());
        Assert.Equal("debian", received.OfType<IncidentsChanged>().Single().Steps.Single().Subject);

        void Record<T>(IReceiveEndpointConfigurator endpoint)
            where T : class => endpoint.Handler<T>(context =>
            {
                received.Enqueue(context.Message);
                return Task.CompletedTask;
            });
    }
}
