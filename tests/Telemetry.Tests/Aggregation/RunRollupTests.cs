using FsCheck;
using FsCheck.Fluent;

namespace Telemetry.Tests.Aggregation;

/// <summary>For random posts in any order and batches the rollups equal a recount of the runs.</summary>
[Collection(Servers.OfAggregation)]
public sealed class RunRollupTests(RunHost host) : AggregationTest<RunHost>(host)
{
    // An hour before midnight, so that runs are of two days.
    private static readonly DateTimeOffset Start = new(2026, 5, 4, 23, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Rollups_equal_a_recount_for_random_posts_duplicates_and_timeouts() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(25).WithEndSize(120), Prop.ForAll(Arbitraries.Lists(Arrivals()), Store));

    // Few runs, scripts and values, so that posts often share them.
    private static Gen<Arrival> Arrivals() =>
        from run in Gen.Choose(0, 5)
        from second in Gen.Choose(0, 7200)
        from status in Gen.Elements("installing", "validation", "configuring", "success", "failed", "failed", "aborted", "unknown")
        from fields in Gen.Choose(0, 1023)
        from value in Gen.Choose(0, 2)
        from then in Gen.Frequency(
            (8, Gen.Constant(Then.Continues)), (2, Gen.Constant(Then.EndsBatch)), (1, Gen.Constant(Then.Repeats)),
            (1, Gen.Constant(Then.TimesOut)))
        select new Arrival(Post(run, second, status, fields, value), then);

    private static RunReported Post(int run, int second, string status, int fields, int value)
    {
        bool Has(int field) => (fields & (1 << field)) != 0;
        return new TestRun($"script{run % 2}", Start) { ExecutionId = $"run {run}" }.Posts(status, TimeSpan.FromSeconds(second)) with
        {
            ExitCode = Has(0) ? new[] { 0, 1, 130 }[value] : null,
            Error = Has(1) ? new[] { "error one", "error number two", "E: Unable to locate package x" }[value] : "",
            OsType = Has(2) ? $"os{value}" : "",
            Method = Has(3) ? $"method{value}" : "",
            PveVersion = Has(4) ? $"8.{value}" : "",
            GpuVendor = Has(5) ? $"gpu{value}" : "",
            GpuPassthrough = Has(5) ? "igpu" : "",
            Architecture = Has(6) ? "x86_64" : "",
            InstallDuration = Has(7) ? value * 50 : null,
            CoreCount = Has(8) ? value : null,
            RamSize = Has(8) ? value * 1024 : null,
            DiskSize = Has(8) ? value * 4 : null,
            Type = Has(9) && value == 2 ? "vm" : "lxc",
            RepoSource = Has(9) && value == 1 ? "external" : "ProxmoxVE",
        };
    }

    private void Store(IReadOnlyList<Arrival> arrivals) => Task.Run(() => StoreAsync(arrivals)).GetAwaiter().GetResult();

    private async Task StoreAsync(IReadOnlyList<Arrival> arrivals)
    {
        await App.ExecuteAsync(
            """
            truncate analytics.runs, analytics.run_keys, analytics.run_days, analytics.run_script_days, analytics.run_script_hours,
            analytics.run_value_days, analytics.run_failure_days, analytics.run_totals, analytics.run_scripts, analytics.run_counters,
            analytics.run_patterns, analytics.account
            """);
        var batch = new List<Report>();
        var counters = await CountersAsync();
        foreach (var (post, then) in arrivals)
        {
            batch.Add(post);
            if (then == Then.Repeats)
                batch.Add(post);
            if (then != Then.Continues)
            {
                await App.StoreAsync([.. batch]);
                batch = then == Then.Repeats ? [post] : [];
            }

            if (then == Then.TimesOut)
                await App.CloseStuckRunsAsync();

            var grown = await CountersAsync();
            Assert.All(counters, counter => Assert.True(grown[counter.Key] >= counter.Value, counter.Key));
            counters = grown;
        }

        await App.StoreAsync([.. batch]);

        var expected = await ExpectedRuns.OfAsync(App);
        Assert.Equal(arrivals.Select(arrival => arrival.Post.ExecutionId).Distinct().Count(), expected.Count);
        await expected.AssertAsync(App);
        Assert.Equal(expected.Count, (await CountersAsync()).GetValueOrDefault("installs"));
        if (arrivals.Count > 0)
        {
            Assert.Equal(
                [$"{arrivals.Count} | {arrivals.Count(arrival => arrival.Then == Then.Repeats) * 2}"],
                await App.RowsAsync("select stored, duplicates from analytics.account"));
        }
    }

    private async Task<Dictionary<string, long>> CountersAsync() =>
        (await App.RowsAsync("select counter, value from analytics.run_counters")).Select(row => row.Split(" | ")).ToDictionary(
            row => row[0], row => long.Parse(row[1]));

    private enum Then
    {
        Continues,
        EndsBatch,
        Repeats,
        TimesOut,
    }

    private sealed record Arrival(RunReported Post, Then Then);
}
