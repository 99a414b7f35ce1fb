namespace Telemetry.Tests.Aggregation;

/// <summary>Imported history, partitions and retention.</summary>
[Collection(Servers.OfAggregation)]
public sealed class HistoryTests(RunHost host) : AggregationTest<RunHost>(host)
{
    [Fact]
    public async Task Imported_past_days_get_partitions_and_future_days_get_none()
    {
        var today = new DateTimeOffset(App.Clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
        await App.StoreAsync(
            new TestRun(start: today.AddDays(-200)).Posts("success"), new TestRun(start: today.AddDays(-200).AddHours(23)).Posts("success"),
            new TestRun(start: today.AddDays(400)).Posts("success"), StartIntakeTests.Start(at: today.AddDays(-100)),
            Snapshot(today.AddDays(-60)));
        Assert.Equal(["1 | 3 | 1"], await DefaultsAsync());

        await App.MaintainPartitionsAsync();

        Assert.Equal(["0 | 1 | 0"], await DefaultsAsync());
        Assert.Equal(2, await App.ScalarAsync<long>($"select count(*) from analytics.runs_{today.AddDays(-200):yyyyMMdd}"));
        Assert.Equal(1, await App.ScalarAsync<long>($"select count(*) from analytics.starts_{today.AddDays(-100):yyyyMMdd}"));
        Assert.Equal(1, await App.ScalarAsync<long>($"select count(*) from analytics.snapshots_{today.AddDays(-60):yyyyMMdd}"));
    }

    [Fact]
    public async Task A_post_finds_its_run_after_the_run_moved_to_another_partition()
    {
        var start = App.Clock.GetUtcNow().AddDays(-200);
        var runs = Enumerable.Range(0, 50).Select(number => new TestRun(start: start.AddDays(number))).ToArray();
        await App.StoreAsync([.. runs.Select(run => run.Begins())]);
        await App.MaintainPartitionsAsync();

        await App.StoreAsync([.. runs.Select(run => run.Posts("success", TimeSpan.FromMinutes(5)))]);

        Assert.Equal(["success | 50"], await App.RowsAsync("select status, count(*) from analytics.runs group by status"));
        await (await ExpectedRuns.OfAsync(App)).AssertAsync(App);
    }

    [Fact]
    public async Task Rows_and_keys_beyond_the_retention_are_deleted_and_rollups_are_kept()
    {
        var now = App.Clock.GetUtcNow();
        var old = new TestRun(start: now.AddDays(-20));
        var young = new TestRun(start: now);
        await App.StoreAsync(
            old.Fails(1, "error: alas"), young.Begins(), StartIntakeTests.Start("old", now.AddDays(-20)),
            StartIntakeTests.Start("young", now),
            new TestRun(start: now.AddDays(-500)).Posts("success"));
        await App.MaintainPartitionsAsync();
        Assert.Equal(["2 | 2 | 2 | 2 | 2"], await CountsAsync());

        App.Clock.Advance(TimeSpan.FromDays(365 - 10));
        await App.MaintainPartitionsAsync();

        Assert.Equal(["1 | 1 | 1 | 1 | 1"], await CountsAsync());
        Assert.Equal(0, await App.ScalarAsync<long>("select count(*) from analytics.run_patterns"));
        Assert.Equal(3, await App.ScalarAsync<long>("select sum(runs)::bigint from analytics.run_days"));
        Assert.Equal(2, await App.ScalarAsync<long>("select sum(starts)::bigint from analytics.start_days"));

        // The key of the run is deleted, so a late post creates another run.
        await App.StoreAsync(old.Posts("success", TimeSpan.FromMinutes(5)));
        Assert.Equal(4, await App.ScalarAsync<long>("select sum(runs)::bigint from analytics.run_days"));
        Assert.Equal(["2"], await App.RowsAsync("select count(*) from analytics.runs"));
    }

    [Theory]
    [InlineData(60)]
    [InlineData(41)]
    [InlineData(40)]
    [InlineData(39)]
    public async Task Late_snapshots_of_a_pruned_day_are_added_to_its_rollups(int daysAgo)
    {
        var random = new Random(daysAgo);
        var day = new DateTimeOffset(App.Clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero).AddDays(-daysAgo);
        var instances = Enumerable.Range(0, 4).Select(_ => new TestInstance()).ToArray();
        var snapshots = instances
            .SelectMany(instance => Enumerable.Range(0, 60).Select(quarter =>
                Snapshot(
                    day.AddMinutes(23 * quarter), instance, $"1.{quarter / 20}",
                    $$"""{"{{(quarter % 3 == 0 ? "posts" : "users")}}":{{random.Next(100)}},"all":{{quarter}}}""")))
            .ToArray();
        random.Shuffle(snapshots);
        var expected = new ExpectedRollups();
        expected.Add(snapshots);

        // Maintenance runs after every second part.
        foreach (var (number, part) in snapshots.Chunk(40).Index())
        {
            await App.StoreAsync([.. part]);
            if (number % 2 == 1)
                await App.MaintainPartitionsAsync();
        }

        Assert.Equal(expected.MetricHours(), await App.RowsAsync(
            """
            select app, to_char(hour at time zone 'UTC', 'YYYY-MM-DD HH24'), metric, trim_scale(value), instances
            from analytics.metric_hours
            """));
        Assert.Equal(expected.MetricDays(), await App.RowsAsync(
            "select app, to_char(day, 'YYYY-MM-DD'), metric, trim_scale(value), instances from analytics.metric_days"));
        Assert.Equal(expected.VersionDays(), await App.RowsAsync(
            "select app, to_char(day, 'YYYY-MM-DD'), version, instances from analytics.version_days where instances <> 0"));
        Assert.Equal(expected.ActiveDays(), await App.RowsAsync(
            "select app, to_char(day, 'YYYY-MM-DD'), active from analytics.app_days where active <> 0"));
    }

    private static SnapshotReceived Snapshot(
        DateTimeOffset at, TestInstance? instance = null, string version = "1.0", string metrics = """{"users":1}""") =>
        (instance ?? new TestInstance()).Sends(metrics) with { Timestamp = at, Version = version };

    private Task<IReadOnlyList<string>> DefaultsAsync() => App.RowsAsync(
        """
        select (select count(*) from analytics.snapshots_default), (select count(*) from analytics.runs_default),
          (select count(*) from analytics.starts_default)
        """);

    private Task<IReadOnlyList<string>> CountsAsync() => App.RowsAsync(
        """
        select (select count(*) from analytics.runs), (select count(*) from analytics.run_keys), (select count(*) from analytics.starts),
          (select count(*) from analytics.start_keys), (select count(*) from analytics.start_instances)
        """);
}
