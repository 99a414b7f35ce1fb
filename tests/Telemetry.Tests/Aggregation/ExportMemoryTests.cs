namespace Telemetry.Tests.Aggregation;

/// <summary>Runs alone: the memory is that of the process, and other tests would add theirs.</summary>
[Collection(Collection)]
public sealed class ExportMemoryTests(ExportHost host) : AggregationTest<ExportHost>(host)
{
    public const string Collection = "memory";

    [Fact]
    public async Task Memory_use_does_not_grow_with_the_size_of_an_export()
    {
        await Host.GenerateRunsAsync(2_500, errorBytes: 1000);
        var few = await LiveMegabytesAsync(expectedRows: 2_500);

        await Host.GenerateRunsAsync(27_500, errorBytes: 1000, salt: "more");
        var many = await LiveMegabytesAsync(expectedRows: 30_000);

        await App.ExecuteAsync("truncate analytics.runs");
        await Host.GenerateRunsAsync(400, errorBytes: 130_000);
        var large = await LiveMegabytesAsync(expectedRows: 400);

        Assert.True(many < Math.Max(few, 5) * 3, $"2,500 rows: {few} MB, 30,000 rows: {many} MB");
        Assert.True(large < Math.Max(few, 5) * 3, $"2,500 rows: {few} MB, 400 large rows: {large} MB");
    }

    // The maximum of memory in use during an export, less the memory in use before it.
    private async Task<long> LiveMegabytesAsync(int expectedRows)
    {
        const int Samples = 3;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var max = 0L;
        var rows = 0;
        using var export = await Host.OpenAsync("runs");
        while (await export.ReadLineAsync() is not null)
        {
            rows++;
            if (rows % (expectedRows / Samples) == expectedRows / Samples / 2)
                max = Math.Max(max, GC.GetTotalMemory(forceFullCollection: true) - before);
        }

        Assert.Equal(expectedRows, rows);
        return max >> 20;
    }
}

[CollectionDefinition(ExportMemoryTests.Collection, DisableParallelization = true)]
public sealed class MemoryCollection : ICollectionFixture<Servers>;
