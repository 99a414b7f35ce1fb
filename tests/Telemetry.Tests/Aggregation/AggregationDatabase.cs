using Telemetry.Aggregation.Maintenance;

namespace Telemetry.Tests.Aggregation;

/// <summary>A database as Aggregation has it shortly after its first start: with its schema and its partitions.</summary>
public static class AggregationDatabase
{
    public static Task<string> CreateAggregationDatabaseAsync(this Servers servers) => servers.CreateDatabaseAsync(
        "aggregation", async database =>
    {
        await using var app = await new AggregationApp(database, servers.RabbitMq, servers.Redis).StartAsync();
        await app.Services.GetRequiredService<Partitions>().RunAsync(CancellationToken.None);
    });
}
