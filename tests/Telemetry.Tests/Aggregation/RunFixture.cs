using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Telemetry.Aggregation.Upkeep;
using Telemetry.Tests.Fixtures;

namespace Telemetry.Tests.Aggregation;

/// <summary>Upkeep happens when a test says so: runs of fixed days would be stuck, or too old to keep, the moment they are there.</summary>
public abstract class RunFixture(Servers servers) : AggregationFixture(servers)
{
    protected override AggregationApp NewApp(string database) => new(database, Servers.RabbitMq, Servers.Redis, services =>
    {
        var upkeep = services.Single(service => service.ServiceType == typeof(IHostedService) && service.ImplementationType == typeof(UpkeepService));
        services.Remove(upkeep);
    });

    protected Task<int> CloseStuckRunsAsync() => App.Services.GetRequiredService<StuckRuns>().CloseAsync(CancellationToken.None);

    protected Task KeepPartitionsAsync() => App.Services.GetRequiredService<Partitions>().KeepAsync(CancellationToken.None);

    protected Task<IReadOnlyList<string>> AccountAsync() =>
        App.RowsAsync("select kind, stored, duplicates, quarantined from analytics.account");
}
