using Telemetry.Tests.Fixtures;

namespace Telemetry.Tests.Aggregation;

/// <summary>A test with an Aggregation of its own: an empty database, an empty queue.</summary>
public abstract class AggregationFixture(Servers servers) : IAsyncLifetime
{
    /// <summary>The service.</summary>
    protected AggregationApp App { get; private set; } = null!;

    /// <summary>The real servers.</summary>
    protected Servers Servers { get; } = servers;

    /// <summary>The library whose server is away in some tests of the class.</summary>
    protected virtual string? MayComplain => null;

    public virtual async ValueTask InitializeAsync()
    {
        await using (var queue = await QueueOfReports.OpenAsync(Servers.RabbitMq))
            await queue.PurgeAsync();
        App = await NewApp(await Servers.CreateAggregationDatabaseAsync()).StartAsync();
    }

    public virtual async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        App.Errors.AssertNone(MayComplain);
    }

    /// <summary>A process of the service.</summary>
    protected virtual AggregationApp NewApp(string database) => new(database, Servers.RabbitMq, Servers.Redis);
}
