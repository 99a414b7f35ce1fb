namespace Telemetry.Tests.Aggregation;

/// <summary>For any reports in any order the rollups equal a recomputation from all reports.</summary>
[Collection(Servers.OfAggregation)]
public sealed class RollupTests(AggregationHost host) : AggregationTest<AggregationHost>(host)
{
    private static readonly string[] Keys = ["users_count", "posts", "ratio", "cpu_percent", "a \"quoted\" \\ key", "größe"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Rollups_equal_a_recomputation_with_concurrent_batches_in_any_order(int seed)
    {
        var random = new Random(seed);
        var reports = Reports(random, withDeletions: false).ToArray();
        // A third of the reports is repeated, and all are shuffled.
        Report[] shuffled = [.. reports, .. reports.Where(_ => random.Next(3) == 0)];
        random.Shuffle(shuffled);
        var batches = Batches(random, shuffled);

        await Task.WhenAll(batches.Select(batch => App.PublishAsync(AggregationApp.Batch(batch))));
        await App.SettleAsync(shuffled.Length);

        var expected = new ExpectedRollups();
        expected.Add(reports);
        await AssertAsync(expected);
        Assert.Equal(
            shuffled.Length, await App.ScalarAsync<long>("select sum(stored + duplicates)::bigint from analytics.account"));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Rollups_equal_a_recomputation_with_deletions_and_new_registrations(int seed)
    {
        var random = new Random(seed);
        var expected = new ExpectedRollups();
        foreach (var batch in Batches(random, [.. Reports(random, withDeletions: true)]))
        {
            await App.StoreAsync(batch);
            // Within a batch, changes of instances are stored first.
            expected.Add(batch.OfType<InstanceChanged>());
            expected.Add(batch.OfType<SnapshotReceived>());
        }

        await AssertAsync(expected);
    }

    // Few instances, hours and times, so that reports often share a bucket and a time but differ in their keys.
    private static IEnumerable<Report> Reports(Random random, bool withDeletions)
    {
        var instances = Enumerable.Range(0, 8).Select(_ => new TestInstance($"App {random.Next(3)}", $"1.{random.Next(3)}")).ToArray();
        foreach (var instance in instances)
            yield return instance.Becomes(InstanceStatus.Active);

        for (var i = 0; i < 600; i++)
        {
            var instance = instances[random.Next(instances.Length)];
            yield return random.Next(100) switch
            {
                < 3 => instance.Becomes(InstanceStatus.Revoked),
                < 6 => instance.Becomes(InstanceStatus.Active),
                < 8 => instance.Becomes(InstanceStatus.Pending),
                < 11 => instance.Upgrades(version: $"1.{random.Next(3)}"),
                < 13 => instance.Upgrades(app: $"App {random.Next(3)}"),
                < 15 when withDeletions => instance.Becomes(InstanceStatus.Deleted),
                _ => Snapshot(random, instance),
            };
        }
    }

    private static SnapshotReceived Snapshot(Random random, TestInstance instance)
    {
        var metrics = Keys
            .Where(_ => random.Next(4) > 0)
            .Select(key => $"{System.Text.Json.JsonSerializer.Serialize(key)}:{Value(random)}");
        var hour = new DateTimeOffset(TestInstance.Now.UtcDateTime.Date, TimeSpan.Zero).AddHours(-random.Next(60));
        return instance.Sends($$"""{{{string.Join(',', metrics)}}}""") with { Timestamp = hour.AddMinutes(15 * random.Next(4)) };
    }

    private static string Value(Random random) => random.Next(10) switch
    {
        0 => "\"text\"",
        1 => "null",
        2 => $"-{random.Next(100)}.{random.Next(1000):000}",
        3 => $"{random.Next(10)}e-7",
        _ => $"{random.Next(1000)}.{random.Next(100)}",
    };

    private static List<Report[]> Batches(Random random, Report[] reports)
    {
        var batches = new List<Report[]>();
        for (var start = 0; start < reports.Length;)
        {
            var batch = reports.Skip(start).Take(random.Next(1, 60)).ToArray();
            batches.Add(batch);
            start += batch.Length;
        }

        return batches;
    }

    private async Task AssertAsync(ExpectedRollups expected)
    {
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
        Assert.Equal(expected.AppCounts(), await App.RowsAsync(
            "select app, total, active from analytics.app_counts where total <> 0"));
        Assert.Equal(expected.AppVersions(), await App.RowsAsync(
            "select app, version, instances from analytics.app_versions where instances <> 0"));
        Assert.Equal(expected.CurrentMetrics(), await App.RowsAsync(
            "select app, metric, trim_scale(value), instances from analytics.current_metrics where instances <> 0"));
        Assert.Equal(
            "0", Assert.Single(await App.RowsAsync("select count(*) from analytics.current_metrics where instances = 0 and value <> 0")));
    }
}
