namespace Telemetry.Tests.Aggregation;

[Collection(Servers.OfAggregation)]
public sealed class IntakeTests(UncachedHost host) : AggregationTest<UncachedHost>(host)
{
    [Fact]
    public async Task A_repeated_snapshot_counts_once_within_and_across_batches()
    {
        var instance = new TestInstance();
        var snapshot = instance.Sends("""{"users":2}""");

        await App.StoreAsync(instance.Becomes(InstanceStatus.Active), snapshot, snapshot);
        await App.StoreAsync(snapshot, snapshot, instance.Sends("""{"users":3}"""));

        Assert.Equal(["instance | 1 | 0 | 0", "snapshot | 2 | 3 | 0"], await App.AccountAsync());
        Assert.Equal("3", (await App.GetAsync("stats")).GetProperty("global_metrics").GetProperty("users").GetRawText());
    }

    [Fact]
    public async Task A_redelivered_batch_changes_neither_data_nor_account()
    {
        var instance = new TestInstance();
        var batch = AggregationApp.Batch(instance.Becomes(InstanceStatus.Active), instance.Sends("""{"users":2}"""));

        await App.StoreAsync(batch);
        await App.StoreAsync(batch);

        Assert.Equal(["instance | 1 | 0 | 0", "snapshot | 1 | 0 | 0"], await App.AccountAsync());
    }

    [Fact]
    public async Task One_bad_report_goes_to_quarantine_and_the_other_499_count()
    {
        var instance = new TestInstance();
        var reports = Enumerable.Range(0, 500).Select(
            i => instance.Sends($$"""{"users":{{i}}}""", TimeSpan.FromMinutes(500 - i))).ToArray();
        reports[123] = instance.Sends("""{"text":"\u0000","users":1}""");

        await App.StoreAsync([instance.Becomes(InstanceStatus.Active), .. reports]);

        Assert.Equal(["instance | 1 | 0 | 0", "snapshot | 499 | 0 | 1"], await App.AccountAsync());
        Assert.Equal(499, await App.ScalarAsync<long>("select count(*) from analytics.snapshots"));
        Assert.StartsWith(
            "SQLSTATE 22P05", await App.ScalarAsync<string>("select reason from analytics.quarantine"), StringComparison.Ordinal);
        Assert.Contains(reports[123].Digest.ToString(), await App.ScalarAsync<string>(
            "select body from analytics.quarantine"), StringComparison.Ordinal);
        Assert.Equal("499", (await App.GetAsync("stats")).GetProperty("global_metrics").GetProperty("users").GetRawText());
    }

    [Theory]
    [InlineData("""{"huge":1e400}""")]
    [InlineData("""{"deep":{"list":[1,2,{"tiny":1e-16000}]}}""")]
    [InlineData("""{"overflow":1e99999999999}""")]
    [InlineData("""[1,2,3]""")]
    public async Task Metrics_with_oversized_numbers_or_without_an_object_are_quarantined(string metrics)
    {
        var instance = new TestInstance();

        await App.StoreAsync(instance.Becomes(InstanceStatus.Active), instance.Sends(metrics), instance.Sends("""{"users":1e308}"""));

        Assert.Equal(["instance | 1 | 0 | 0", "snapshot | 1 | 0 | 1"], await App.AccountAsync());
        Assert.Equal(1e308, (await App.GetAsync("stats")).GetProperty("global_metrics").GetProperty("users").GetDouble());
    }

    [Fact]
    public async Task A_key_too_long_for_an_index_is_stored_but_not_aggregated()
    {
        var instance = new TestInstance();
        var key = new string('k', 5000);

        await App.StoreAsync(instance.Becomes(InstanceStatus.Active), instance.Sends($$"""{"{{key}}":1,"users":1}"""));

        Assert.Equal("""{"users":1}""", JsonSerializer.Serialize((await App.GetAsync("stats")).GetProperty("global_metrics")));
        Assert.Equal(1, (await App.GetAsync($"instances/{instance.Id}")).GetProperty("metrics").GetProperty(key).GetInt32());
    }

    [Fact]
    public async Task Snapshots_without_numbers_mark_their_instance_as_active()
    {
        var instance = new TestInstance();

        await App.StoreAsync(
            instance.Becomes(InstanceStatus.Active), instance.Sends("{}", TimeSpan.FromSeconds(1)), instance.Sends("""{"os":"linux"}"""));

        Assert.Equal(["ghost | 1"], await App.RowsAsync("select app, sum(active) from analytics.app_days group by app"));
        Assert.Equal("{}", (await App.GetAsync("stats")).GetProperty("global_metrics").GetRawText());
    }
}
