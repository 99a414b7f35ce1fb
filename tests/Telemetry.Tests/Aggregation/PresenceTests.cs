namespace Telemetry.Tests.Aggregation;

/// <summary>
/// Presence per day: for random reports in any order the rollups equal a recomputation.
/// </summary>
[Collection(Servers.OfAggregation)]
public sealed class PresenceTests(AggregationHost host) : AggregationTest<AggregationHost>(host)
{
    private const int Days = 130;

    private const string DaysOfAll =
        """
        select app, to_char(day, 'YYYY-MM-DD'), -after.active, -after.quiet, coalesce(p.new, 0), coalesce(p.gone, 0)
        from (select distinct app from analytics.presence_days) apps
        cross join (select day::date from generate_series(current_date - 150, current_date + 32, interval '1 day') day) axis
        left join analytics.presence_days p using (app, day)
        cross join lateral (
          select coalesce(sum(a.active), 0) as active, coalesce(sum(a.quiet), 0) as quiet
          from analytics.presence_days a
          where a.app = apps.app and a.day > axis.day) after
        where (after.active, after.quiet, coalesce(p.new, 0), coalesce(p.gone, 0)) <> (0, 0, 0, 0)
        """;

    private const string VersionsOfAll =
        """
        select app, to_char(axis.day, 'YYYY-MM-DD'), version, -sum(p.active)
        from (select day::date from generate_series(current_date - 150, current_date + 32, interval '1 day') day) axis
        join analytics.version_presence_days p on p.day > axis.day
        group by app, axis.day, version
        having sum(p.active) <> 0
        """;

    [Theory]
    [InlineData(11, false)]
    [InlineData(12, false)]
    [InlineData(13, true)]
    [InlineData(14, true)]
    public async Task Presence_rollups_equal_a_recomputation_from_all_reports(int seed, bool withDeletions)
    {
        var random = new Random(seed);
        var reports = History(random, withDeletions).ToArray();
        // With deletions the result depends on the order, so reports are shuffled and repeated only without them.
        if (!withDeletions)
            random.Shuffle(reports);
        var expected = new ExpectedPresence();
        for (var start = 0; start < reports.Length;)
        {
            var batch = reports.Skip(start).Take(random.Next(1, 80)).ToArray();
            start += batch.Length;
            var repeated = reports.Take(start).Where(report => report is SnapshotReceived && !withDeletions && random.Next(10) == 0);
            await App.StoreAsync([.. batch, .. repeated]);
            // Within a batch, changes of instances are stored first.
            foreach (var report in batch.OfType<InstanceChanged>().Concat<Report>(batch.OfType<SnapshotReceived>()))
                expected.Add(report);
            if (random.Next(5) == 0)
                await App.MaintainPartitionsAsync();
        }

        var (from, to) = (Today.AddDays(-150), Today.AddDays(32));
        Assert.Equal(expected.Days(from, to), await App.RowsAsync(DaysOfAll));
        Assert.Equal(expected.Versions(from, to), await App.RowsAsync(VersionsOfAll));
        // The table has differences: each instance is added once and removed once, so they sum up to 0.
        Assert.Equal(["0 | 0"], await App.RowsAsync("select sum(active), sum(quiet) from analytics.presence_days"));
    }

    private static DateOnly Today => DateOnly.FromDateTime(TestInstance.Now.UtcDateTime);

    // Gaps of lengths around 7 and 30 days, changing versions and changing statuses.
    private static IEnumerable<Report> History(Random random, bool withDeletions)
    {
        var instances = Enumerable.Range(0, 12).Select(_ => new TestInstance($"App {random.Next(2)}", $"1.{random.Next(3)}")).ToArray();
        var start = new DateTimeOffset(TestInstance.Now.UtcDateTime.Date, TimeSpan.Zero).AddDays(-Days);
        var due = instances.ToDictionary(instance => instance, _ => random.Next(60));
        for (var day = 0; day < Days; day++)
        {
            foreach (var instance in instances)
            {
                var at = start.AddDays(day).AddMinutes(random.Next(600));
                var change = random.Next(400) switch
                {
                    < 4 => instance.Becomes(InstanceStatus.Revoked),
                    < 10 => instance.Becomes(InstanceStatus.Active),
                    < 14 => instance.Upgrades(version: $"1.{random.Next(4)}"),
                    < 16 => instance.Upgrades(app: $"App {random.Next(2)}"),
                    < 18 when withDeletions => instance.Becomes(InstanceStatus.Deleted),
                    _ => null,
                };
                if (change is not null)
                    yield return change with { ReceivedAt = at };
                if (day < due[instance])
                    continue;

                foreach (var _ in Enumerable.Range(0, random.Next(1, 3)))
                    yield return instance.Sends("{}") with { Timestamp = at.AddMinutes(random.Next(600)) };
                due[instance] = day + random.Next(12) switch { 0 => 29 + random.Next(4), 1 => 6 + random.Next(4), 2 => 20, _ => 1 };
            }
        }
    }
}
