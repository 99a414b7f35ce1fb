using Microsoft.AspNetCore.Http;
using Telemetry.Fleet;
using Telemetry.Fleet.Client;
using Telemetry.Fleet.Simulation;
using Telemetry.Tests.Gateway;

namespace Telemetry.Tests.Fleet;

/// <summary>What a fleet sends and counts, with a stub of the gateway.</summary>
public sealed class FleetRunTests : IAsyncLifetime
{
    private Downstream _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await Downstream.StartAsync("gateway");

    public async ValueTask DisposeAsync() => await _gateway.DisposeAsync();

    [Fact]
    public async Task Posts_of_all_three_protocols_are_sent_and_counted()
    {
        var fleet = Fleet(new FleetOptions { Instances = 5, Runs = 40, Starts = 30 });

        var result = await fleet.RunAsync(CancellationToken.None);

        Assert.Equal((5, 5, 30, 0), (result.Instances, result.Snapshots, result.Starts, result.Unacknowledged));
        Assert.Equal(40, result.Runs.Total);
        Assert.Equal(Counts(Runs(40)), result.Runs);
        Assert.Equal(fleet.Planned, fleet.Done);
        Assert.Equal(
            ["/", "/collect", "/telemetry", "/v1/activate", "/v1/register", "/v1/snapshot"],
            _gateway.Requests.Select(post => post.Target).Distinct().Order());
        Assert.Equal(_gateway.Requests.Count, fleet.Responses.Counts.Sum(count => count.Count));
    }

    [Fact]
    public async Task Posts_of_one_run_are_sent_in_order_and_runs_are_sent_concurrently()
    {
        var together = new SemaphoreSlim(0);
        var waiting = 0;
        _gateway.Respond = async _ =>
        {
            // The first eight requests wait for each other.
            if (Interlocked.Increment(ref waiting) == 8)
                together.Release(int.MaxValue / 2);
            Assert.True(await together.WaitAsync(Eventually.Deadline));
        };

        await Fleet(new FleetOptions { Instances = 0, Runs = 40, Concurrency = 8 }).RunAsync(CancellationToken.None);

        Assert.All(
            Runs(40), run => Assert.Equal(run.Posts(light: false).Select(post => Encoding.UTF8.GetString(post.Body)), BodiesOf(run)));
    }

    [Fact]
    public async Task A_post_answered_with_503_is_sent_again_with_the_same_bytes()
    {
        var requests = 0;
        _gateway.Respond = context =>
        {
            context.Response.StatusCode = Interlocked.Increment(ref requests) % 4 == 1
                ? StatusCodes.Status503ServiceUnavailable
                : StatusCodes.Status202Accepted;
            return Task.CompletedTask;
        };

        var result = await Fleet(new FleetOptions
        {
            Instances = 0,
            Runs = 1,
            Light = true,
            Starts = 1,
            Concurrency = 1,
        }).RunAsync(CancellationToken.None);

        Assert.Equal((1, 1, 0), (result.Runs.Total, result.Starts, result.Unacknowledged));
        Assert.Equal(_gateway.Requests.ElementAt(0).Body, _gateway.Requests.ElementAt(1).Body);
        Assert.Equal(3, _gateway.Requests.Select(post => post.Body).Distinct().Count());
    }

    [Fact]
    public async Task Refused_posts_are_counted_and_the_last_accepted_post_gives_the_outcome()
    {
        _gateway.Respond = context =>
        {
            var body = _gateway.Requests.Last().Body;
            context.Response.StatusCode = body.Contains("\"installing\"", StringComparison.Ordinal) ? 202 : 400;
            return context.Response.WriteAsync("no");
        };

        var fleet = Fleet(new FleetOptions { Instances = 0, Runs = 1, Light = true, Starts = 2, Concurrency = 1 });
        var result = await fleet.RunAsync(CancellationToken.None);

        Assert.Equal(new FleetResult(0, 0, new RunCounts(0, 0, 0, 1), 0, 3), result);
        Assert.Equal("no", fleet.Responses.Examples["/collect 400"]);
    }

    [Fact]
    public async Task Finish_starts_no_new_runs_and_completes_those_in_progress()
    {
        FleetRun? fleet = null;
        _gateway.Respond = _ =>
        {
            if (_gateway.Requests.Count == 50)
                fleet!.Finish();
            return Task.CompletedTask;
        };
        fleet = Fleet(new FleetOptions { Instances = 0, Runs = 1000, Starts = 1000, Concurrency = 4 });

        var result = await fleet.RunAsync(CancellationToken.None);

        Assert.InRange(result.Runs.Total, 1, 60);
        Assert.InRange(result.Starts, 1, 60);
        Assert.Equal(Counts(Runs(1000).Where(run => BodiesOf(run).Any())), result.Runs);
    }

    [Fact]
    public async Task A_rate_limit_ends_the_fleet()
    {
        _gateway.Respond = context =>
        {
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            return Task.CompletedTask;
        };

        await Assert.ThrowsAsync<RateLimitedException>(() =>
            Fleet(new FleetOptions { Instances = 0, Runs = 3 }).RunAsync(CancellationToken.None));
    }

    private static IEnumerable<RunModel> Runs(int count)
    {
        var scripts = new ScriptCatalogue(new FleetOptions { Seed = 7 });
        return Enumerable.Range(0, count).Select(number => new RunModel(number, 7, scripts));
    }

    private static RunCounts Counts(IEnumerable<RunModel> runs)
    {
        var outcomes = runs.CountBy(run => run.Outcome).ToDictionary();
        return new(
            outcomes.GetValueOrDefault(RunOutcome.Success), outcomes.GetValueOrDefault(RunOutcome.Failed),
            outcomes.GetValueOrDefault(RunOutcome.Aborted), outcomes.GetValueOrDefault(RunOutcome.Open));
    }

    private FleetRun Fleet(FleetOptions options) =>
        new(options with { Gateway = new Uri(_gateway.Address), Seed = 7 }, TimeProvider.System.GetUtcNow());

    private IEnumerable<string> BodiesOf(RunModel run) =>
        _gateway.Requests.Where(post => post.Body.Contains(run.ExecutionId, StringComparison.Ordinal)).Select(post => post.Body);
}
