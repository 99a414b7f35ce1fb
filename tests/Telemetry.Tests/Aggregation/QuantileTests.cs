using Telemetry.Aggregation.Maintenance;

namespace Telemetry.Tests.Aggregation;

[Collection(Servers.OfAggregation)]
public sealed class QuantileTests(UncachedHost host) : AggregationTest<UncachedHost>(host)
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Each_statistic_uses_the_last_value_of_every_instance_in_a_bucket(int seed)
    {
        var random = new Random(seed);
        var instances = Enumerable.Range(0, 9).Select(_ => new TestInstance()).ToArray();
        var today = new DateTimeOffset(App.Clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
        // Days whose hours are shown, days whose values are pruned, and days between.
        var days = new[] { 0, 1, 5, 20, 38, 39, 40, 60 };
        var snapshots = Enumerable.Range(0, 400)
            .Select(number => instances[random.Next(instances.Length)].Sends(
                $$"""{"users":{{random.Next(100)}}.{{random.Next(100):00}},"posts{{random.Next(2)}}":{{number}}}""") with
            {
                Timestamp = today.AddDays(-days[random.Next(days.Length)]).AddMinutes(random.Next(24 * 60)),
            })
            .Where(snapshot => snapshot.Timestamp < App.Clock.GetUtcNow())
            .ToArray();

        foreach (var part in snapshots.Chunk(100))
        {
            await App.StoreAsync([.. part]);
            await App.MaintainPartitionsAsync();
            await SweepAsync();
        }

        await AssertAsync(
            "7d", snapshots.Where(snapshot => snapshot.Timestamp >= today.AddDays(-7)), time => time.AddMinutes(-time.Minute));
        await AssertAsync("all", snapshots, time => new DateTimeOffset(time.Date, TimeSpan.Zero));
        Assert.Equal(["0 | 0"], await App.RowsAsync(
            "select (select count(*) from analytics.stale_hours), (select count(*) from analytics.stale_days)"));
    }

    [Fact]
    public async Task A_bucket_that_changes_during_its_computation_is_computed_again()
    {
        var instance = new TestInstance();
        await App.StoreAsync(instance.Becomes(InstanceStatus.Active), instance.Sends("""{"users":1}"""));
        // The trigger simulates a change that is marked while the bucket is computed.
        await App.ExecuteAsync(
            """
            create function analytics.mark_anew() returns trigger language plpgsql as
            $$ begin update analytics.stale_days set mark = gen_random_uuid(); update analytics.stale_hours set mark =
              gen_random_uuid(); return null; end $$;
            create trigger marks_anew after insert or update on analytics.metric_day_quantiles execute function analytics.mark_anew();
            """);

        await App.StoreAsync(instance.Sends("""{"users":2}"""));
        await SweepAsync();

        Assert.Equal(1, await App.ScalarAsync<long>("select count(*) from analytics.stale_days"));
        await App.ExecuteAsync("drop function analytics.mark_anew() cascade");
    }

    private Task SweepAsync() => App.Services.GetRequiredService<Quantiles>().SweepAsync(CancellationToken.None);

    private async Task AssertAsync(string period, IEnumerable<SnapshotReceived> snapshots, Func<DateTimeOffset, DateTimeOffset> bucketOf)
    {
        var values = (
            from snapshot in snapshots.OrderBy(
                snapshot => snapshot.Timestamp).ThenBy(snapshot => snapshot.Digest.ToString(), StringComparer.Ordinal)
            from metric in snapshot.Metrics.EnumerateObject()
            group metric.Value.GetDecimal() by (snapshot.InstanceId, Bucket: bucketOf(
                snapshot.Timestamp.AddTicks(-(snapshot.Timestamp.Ticks % TimeSpan.TicksPerMinute))), metric.Name) into own
            select (own.Key.Bucket, own.Key.Name, Last: own.Last()))
            .ToLookup(value => (value.Bucket, value.Name), value => value.Last);

        foreach (var (statistic, compute) in new (string, Func<decimal[], decimal>)[]
        {
            ("sum", sorted => sorted.Sum()),
            ("avg", sorted => Math.Round(sorted.Average(), 12, MidpointRounding.AwayFromZero)),
            ("median", sorted => (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2),
            ("p95", sorted => sorted[(int)Math.Ceiling(0.95m * sorted.Length) - 1]),
        })
        {
            var series = await App.GetAsync($"metrics/Ghost?period={period}&statistic={statistic}");
            var times = series.GetProperty("timestamps").EnumerateArray().Select(time => time.GetDateTimeOffset()).ToArray();
            var shown = series.GetProperty("metrics").EnumerateObject()
                .SelectMany(metric => metric.Value.EnumerateArray().Zip(
                    times, (value, time) => (value, time)).Where(point => point.value.ValueKind == JsonValueKind.Number)
                    .Select(point => $"{point.time:u} {metric.Name} {Text(point.value.GetDecimal())}"));
            var expected = values.Select(bucket => $"{bucket.Key.Bucket:u} {bucket.Key.Name} {Text(compute([.. bucket.Order()]))}");
            Assert.Equal([statistic, .. expected.Order(StringComparer.Ordinal)], [statistic, .. shown.Order(StringComparer.Ordinal)]);
        }
    }

    private static string Text(decimal number) =>
        (number / 1.0000000000000000000000000000m).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
