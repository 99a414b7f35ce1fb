using FsCheck;
using FsCheck.Fluent;

namespace Telemetry.Tests.Aggregation;

/// <summary>For any posts in any order and batches the rollups equal a recount of the runs.</summary>
[Collection(Servers.OfAggregation)]
public sealed class RunRollupTests(RunHost host) : AggregationTest<RunHost>(host)
{
    // An hour before midnight: runs of two days.
    private static readonly DateTimeOffset Start = new(2026, 5, 4, 23, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Runs_in_any_order_in_any_parts_with_repetitions_and_time_outs() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(25).WithEndSize(120), Prop.ForAll(Arbitraries.Lists(Arrivals()), Store));

    // Few runs, scripts and values, so that everything meets everything.
    private static Gen<Arrival> Arrivals() =>
        from run in Gen.Choose(0, 5)
        from second in Gen.Choose(0, 7200)
        from status in Gen.Elements("installing", "validation", "configuring", "success", "failed", "failed", "aborted", "unknown")
        from tells in Gen.Choose(0, 1023)
        from value in Gen.Choose(0, 2)
        from then in Gen.Frequency(
            (8, Gen.Constant(Then.Goes)), (2, Gen.Constant(Then.EndsBatch)), (1, Gen.Constant(Then.ComesAgain)),
            (1, Gen.Constant(Then.TimesOut)))
        select new Arrival(Post(run, second, status, tells, value), then);

    private static RunReported Post(int run, int second, string status, int tells, int value)
    {
        bool Tells(int what) => (tells & (1 << what)) != 0;
        return new TestRun($"script{run % 2}", Start) { ExecutionId = $"run {run}" }.Posts(status, TimeSpan.FromSeconds(second)) with
        {
            ExitCode = Tells(0) ? new[] { 0, 1, 130 }[value] : null,
            Error = Tells(1) ? new[] { "error one", "error number two", "E: Unable to locate package x" }[value] : "",
            OsType = Tells(2) ? $"os{value}" : "",
            Method = Tells(3) ? $"method{value}" : "",
            PveVersion = Tells(4) ? $"8.{value}" : "",
            GpuVendor = Tells(5) ? $"gpu{value}" : "",
            GpuPassthrough = Tells(5) ? "igpu" : "",
            Architecture = Tells(6) ? "x86_64" : "",
            InstallDuration = Tells(7) ? value * 50 : null,
            CoreCount = Tells(8) ? value : null,
            RamSize = Tells(8) ? value * 1024 : null,
            DiskSize = Tells(8) ? value * 4 : null,
            Type = Tells(9) && value == 2 ? "vm" : "lxc",
            RepoSource = Tells(9) && value == 1 ? "external" : "ProxmoxVE",
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
            if (then == Then.ComesAgain)
                batch.Add(post);
            if (then != Then.Goes)
            {
                await App.StoreAsync([.. batch]);
                batch = then == Then.ComesAgain ? [post] : [];
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
                [$"{arrivals.Count} | {arrivals.Count(arrival => arrival.Then == Then.ComesAgain) * 2}"],
                await App.RowsAsync("select stored, duplicates from analytics.account"));
        }
    }

    private async Task<Dictionary<string, long>> CountersAsync() =>
        (await App.RowsAsync("select counter, value from analytics.run_counters")).Select(row => row.Split(" | ")).ToDictionary(
            row => row[0], row => long.Parse(row[1]));

    private enum Then
    {
        Goes,
        EndsBatch,
        ComesAgain,
        TimesOut,
    }

    private sealed record Arrival(RunReported Post, Then Then);
}
