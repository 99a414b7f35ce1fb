namespace Telemetry.Tests.Aggregation;

[Collection(Servers.OfAggregation)]
public sealed class PartitionTests(AggregationHost host) : AggregationTest<AggregationHost>(host)
{
    private const string ListOfPartitions =
        "select c.relname from pg_inherits join pg_class c on c.oid = inhrelid where inhparent = 'analytics.snapshots'::regclass";

    [Fact]
    public async Task There_is_a_partition_for_every_day_that_a_snapshot_may_have_and_a_week_ahead()
    {
        await using var first = await new AggregationApp(
            await Servers.CreateDatabaseAsync(), Servers.RabbitMq, Servers.Redis).StartAsync();

        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        var expected = Enumerable.Range(-31, 39).Select(
            day => $"snapshots_{today.AddDays(day):yyyyMMdd}").Append("snapshots_default").Order(StringComparer.Ordinal);
        await Eventually.TrueAsync(
            "partitions", TimeSpan.FromSeconds(30), async () => expected.SequenceEqual(await first.RowsAsync(ListOfPartitions)));
    }

    [Fact]
    public async Task A_day_without_a_partition_is_stored_all_the_same_and_moves_when_it_has_one()
    {
        await App.KeepPartitionsAsync();
        var instance = new TestInstance();
        var day = DateTime.UtcNow.AddDays(-3).ToString("yyyyMMdd");
        await App.ExecuteAsync($"drop table analytics.snapshots_{day}");
        await App.StoreAsync(instance.Becomes(InstanceStatus.Active), instance.Sends("""{"users":2}""", TimeSpan.FromDays(3)));
        Assert.Equal(1, await App.ScalarAsync<long>("select count(*) from analytics.snapshots_default"));

        await App.KeepPartitionsAsync();

        Assert.Equal(0, await App.ScalarAsync<long>("select count(*) from analytics.snapshots_default"));
        Assert.Equal(1, await App.ScalarAsync<long>($"select count(*) from analytics.snapshots_{day}"));
    }

    [Fact]
    public async Task Several_that_do_it_at_once_do_not_disturb_each_other()
    {
        await App.KeepPartitionsAsync();
        for (var day = -31; day <= 7; day++)
            await App.ExecuteAsync($"drop table analytics.snapshots_{DateTime.UtcNow.AddDays(day):yyyyMMdd}");

        await Task.WhenAll(App.KeepPartitionsAsync(), App.KeepPartitionsAsync(), App.KeepPartitionsAsync());

        Assert.Equal(39 + 1, (await App.RowsAsync(ListOfPartitions)).Count);
    }

    [Fact]
    public async Task Who_reads_while_days_move_sees_every_row_once()
    {
        const int Days = 25;
        await App.KeepPartitionsAsync();
        var instance = new TestInstance();
        await App.StoreAsync(instance.Becomes(InstanceStatus.Active));
        for (var day = 1; day <= Days; day++)
        {
            await App.ExecuteAsync($"drop table analytics.snapshots_{DateTime.UtcNow.AddDays(-day):yyyyMMdd}");
            await App.StoreAsync(instance.Sends("""{"users":2}""", TimeSpan.FromDays(day)));
        }

        var moving = App.KeepPartitionsAsync();
        var counts = new List<long>();
        while (!moving.IsCompleted)
            counts.Add(await App.ScalarAsync<long>("select count(*) from analytics.snapshots"));
        await moving;

        Assert.NotEmpty(counts);
        Assert.All(counts, count => Assert.Equal(Days, count));
        Assert.Equal(0, await App.ScalarAsync<long>("select count(*) from analytics.snapshots_default"));
    }

    [Fact]
    public async Task What_is_older_than_the_retention_goes_and_rollups_stay()
    {
        await App.KeepPartitionsAsync();
        var instance = new TestInstance();
        await App.StoreAsync(
            instance.Becomes(InstanceStatus.Active),
            instance.Sends("""{"users":2}""", TimeSpan.FromDays(20)),
            instance.Sends("""{"users":3}"""));

        App.Clock.Advance(TimeSpan.FromDays(365 - 10));
        await App.KeepPartitionsAsync();

        Assert.Equal(1, await App.ScalarAsync<long>("select count(*) from analytics.snapshots"));
        Assert.Equal(2, await App.ScalarAsync<long>("select count(*) from analytics.metric_days"));
        Assert.Equal(0, await App.ScalarAsync<long>("select count(*) from analytics.instance_hours"));
        Assert.Equal(0, await App.ScalarAsync<long>("select count(*) from analytics.batches"));
    }
}
