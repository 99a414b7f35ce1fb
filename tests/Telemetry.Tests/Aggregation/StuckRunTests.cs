using Telemetry.Aggregation.Maintenance;

namespace Telemetry.Tests.Aggregation;

[Collection(Servers.OfAggregation)]
public sealed class StuckRunTests(RunHost host) : AggregationTest<RunHost>(host)
{
    private static readonly TimeSpan StuckAfter = TimeSpan.FromHours(1);

    [Fact]
    public async Task A_run_without_an_outcome_is_closed_once_after_an_hour_without_posts()
    {
        var now = App.Clock.GetUtcNow();
        await App.StoreAsync(
            new TestRun("stuck", now - StuckAfter - TimeSpan.FromMinutes(1)).Begins(),
            new TestRun("at-it", now - StuckAfter + TimeSpan.FromMinutes(1)).Begins(),
            new TestRun("done", now - TimeSpan.FromHours(5)).Posts("success"));
        Assert.Equal(1, await CountAsync());

        Assert.Equal(1, await App.CloseStuckRunsAsync());
        Assert.Equal(0, await App.CloseStuckRunsAsync());

        Assert.Equal(0, await CountAsync());
        Assert.Equal(
            ["at-it | installing |  | False", "done | success |  | False", "stuck | unknown | timeout | True"],
            await App.RowsAsync("select app, status, category, timed_out from analytics.runs"));
        await (await ExpectedRuns.OfAsync(App)).AssertAsync(App);
        Assert.Equal(["installs | 3", "success | 1"], await App.RowsAsync("select counter, value from analytics.run_counters"));
    }

    [Fact]
    public async Task Each_post_restarts_the_hour()
    {
        var run = new TestRun(start: App.Clock.GetUtcNow() - TimeSpan.FromMinutes(90));
        await App.StoreAsync(run.Begins());
        await App.StoreAsync(run.Posts("configuring", TimeSpan.FromMinutes(60)));

        Assert.Equal(0, await App.CloseStuckRunsAsync());
        App.Clock.Advance(TimeSpan.FromMinutes(31));
        Assert.Equal(1, await App.CloseStuckRunsAsync());
    }

    [Fact]
    public async Task An_outcome_posted_after_the_timeout_replaces_it()
    {
        var run = new TestRun(start: App.Clock.GetUtcNow() - TimeSpan.FromHours(2));
        await App.StoreAsync(run.Begins());
        await App.CloseStuckRunsAsync();

        await App.StoreAsync(run.Posts("configuring", TimeSpan.FromMinutes(100)));
        Assert.Equal(["unknown | True"], await App.RowsAsync("select status, timed_out from analytics.runs"));
        await App.StoreAsync(run.Posts("success", TimeSpan.FromMinutes(110)));

        Assert.Equal(["success | False | "], await App.RowsAsync("select status, timed_out, category from analytics.runs"));
        await (await ExpectedRuns.OfAsync(App)).AssertAsync(App);
    }

    [Fact]
    public async Task More_stuck_runs_than_fit_one_batch_are_closed_in_one_call()
    {
        var start = App.Clock.GetUtcNow().AddYears(-1);
        await App.StoreAsync([.. Enumerable.Range(0, 1203).Select(number => new TestRun(start: start.AddHours(number)).Begins())]);

        Assert.Equal(1203, await CountAsync());
        Assert.Equal(1203, await App.CloseStuckRunsAsync());

        await (await ExpectedRuns.OfAsync(App)).AssertAsync(App);
    }

    private Task<long> CountAsync() => App.Services.GetRequiredService<StuckRuns>().CountAsync(CancellationToken.None);
}
