namespace Telemetry.Tests.Aggregation;

[Collection(Servers.OfAggregation)]
public sealed class PartitionTests(AggregationHost host) : AggregationTest<AggregationHost>(host)
{
    private const string ListOfPartitions =
        "select c.relname from pg_inherits join pg_class c on c.oid = inhrelid where inhparent = 'analytics.snapshots'::regclass";

    [Fact]
    public async Task Partitions_cover_every_accepted_day_of_snapshots_and_the_next_week()
    {
        await using var first = await new AggregationApp(
            await Servers.CreateDatabaseAsync(), Servers.RabbitMq, Servers.Redis).StartAsync();

        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        var expected = Enumerable.Range(-31, 39).Select(
            day => $"snapshots_{today.AddDays(day):yyyyMMdd}").Append("snapshots_default").Order(StringComparer.Ordinal);
        await Eventually.TrueAsync("partitions", async () => expected.SequenceEqual(await first.RowsAsync(ListOfPartitions)));
    }

    [Fact]
    public async Task A_day_without_a_partition_is_stored_in_the_default_partition_and_moved_later()
    {
        await App.MaintainPartitionsAsync();
        var instance = new TestInstance();
        var day = DateTime.UtcNow.AddDays(-3).ToString("yyyyMMdd");
        await App.ExecuteAsync($"drop table analytics.snapshots_{day}");
        await App.StoreAsync(instance.Becomes(InstanceStatus.Active), instance.Sends("""{"users":2}""", TimeSpan.FromDays(3)));
        Assert.Equal(1, await App.ScalarAsync<long>("select count(*) from analytics.snapshots_default"));

        await App.MaintainPartitionsAsync();

        Assert.Equal(0, await App.ScalarAsync<long>("select count(*) from analytics.snapshots_default"));
        Assert.Equal(1, await App.ScalarAsync<long>($"select count(*) from analytics.snapshots_{day}"));
    }

    [Fact]
    public async Task Concurrent_maintenance_creates_each_partition_once()
    {
        await App.MaintainPartitionsAsync();
        for (var day = -31; day <= 7; day++)
            await App.ExecuteAsync($"drop table analytics.snapshots_{DateTime.UtcNow.AddDays(day):yyyyMMdd}");

        await Task.WhenAll(App.MaintainPartitionsAsync(), App.MaintainPartitionsAsync(), App.MaintainPartitionsAsync());

        Assert.Equal(39 + 1, (await App.RowsAsync(ListOfPartitions)).Count);
    }

    [Fact]
    public async Task Each_row_is_read_once_while_rows_move_between_partitions()
    {
        const int Days = 25;
        await App.MaintainPartitionsAsync();
        var instance = new TestInstance();
        await App.StoreAsync(instance.Becomes(InstanceStatus.Active));
        for (var day = 1; day <= Days; day++)
        {
            await App.ExecuteAsync($"drop table analytics.snapshots_{DateTime.UtcNow.AddDays(-day):yyyyMMdd}");
            await App.StoreAsync(instance.Sends("""{"users":2}""", TimeSpan.FromDays(day)));
        }

        var moving = App.MaintainPartitionsAsync();
        var counts = new List<long>();
        while (!moving.IsCompleted)
            counts.Add(await App.ScalarAsync<long>("select count(*) from analytics.snapshots"));
        await moving;

        Assert.NotEmpty(counts);
        Assert.All(counts, count => Assert.Equal(Days, count));
        Assert.Equal(0, await App.ScalarAsync<long>("select count(*) from analytics.snapshots_default"));
    }

    [Fact]
    public async Task Snapshots_beyond_the_retention_are_deleted_and_rollups_are_kept()
    {
        await App.MaintainPartitionsAsync();
        var instance = new TestInstance();
        await App.StoreAsync(
            instance.Becomes(InstanceStatus.Active),
            instance.Sends("""{"users":2}""", TimeSpan.FromDays(20)),
            instance.Sends("""{"users":3}"""));

        App.Clock.Advance(TimeSpan.FromDays(365 - 10));
        await App.MaintainPartitionsAsync();

        Assert.Equal(1, await App.ScalarAsync<long>("select count(*) from analytics.snapshots"));
        Assert.Equal(2, await App.ScalarAsync<long>("select count(*) from analytics.metric_days"));
        Assert.Equal(0, await App.ScalarAsync<long>("select count(*) from analytics.instance_hours"));
        Assert.Equal(0, await App.ScalarAsync<long>("select count(*) from analytics.batches"));
    }
}
