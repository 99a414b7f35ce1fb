using Telemetry.Aggregation.Maintenance;

namespace Telemetry.Tests.Aggregation;

/// <summary>Creates databases with the schema and the partitions of Aggregation.</summary>
public static class AggregationDatabase
{
    public static Task<string> CreateAggregationDatabaseAsync(this Servers servers) => servers.CreateDatabaseAsync(
        "aggregation", async database =>
    {
        await using var app = await new AggregationApp(database, servers.RabbitMq, servers.Redis).StartAsync();
        await app.Services.GetRequiredService<Partitions>().RunAsync(CancellationToken.None);
    });
}
