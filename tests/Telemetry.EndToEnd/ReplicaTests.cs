using System.Diagnostics;
using System.Net;
using Telemetry.EndToEnd.Fixtures;
using Telemetry.Fleet;
using Telemetry.Fleet.Simulation;
using Telemetry.Tests.Fixtures;

namespace Telemetry.EndToEnd;

/// <summary>
/// Two processes of each service, also during a rolling replacement. The orchestrator's proxy does not check readiness, so some posts get
/// no response and are sent again. PublishedServicesTests covers a proxy that checks readiness, where no post fails.
/// </summary>
[Collection(ReplicaTests.Collection)]
public sealed class ReplicaTests : IAsyncLifetime
{
    /// <summary>Runs without other tests in parallel, because it needs the whole machine.</summary>
    public const string Collection = "replicas";

    // A fleet at Rate stays below the limit. Posts without a pause exceed it within seconds.
    private const int Limit = 2_400;
    private const int Rate = 60;

    private static readonly string[] Services = ["Gateway", "Dashboard", "Ingestion", "Aggregation", "Notifications"];

    private Platform _platform = null!;

    [Fact]
    public async Task Two_replicas_share_one_limit_lose_no_report_and_open_one_incident()
    {
        await AssertOneLimitAsync();
        await AssertNothingAcknowledgedIsLostAsync();
        await AssertOneIncidentAsync();
    }

    public async ValueTask InitializeAsync() =>
        _platform = await Platform.StartAsync(
            "--REPLICAS=2", $"--RATE_LIMIT={Limit}", "--DRAIN_SECONDS=2", "--TRUSTED_PROXIES=127.0.0.1,::1");

    public async ValueTask DisposeAsync() => await _platform.DisposeAsync();

    // Posts from one address, on connections that alternate between both gateways.
    private async Task AssertOneLimitAsync()
    {
        var started = Stopwatch.GetTimestamp();
        var admitted = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            using var http = ClientFrom("203.0.113.7");
            var count = 0;
            for (var refused = 0; refused < 20;)
            {
                using var response = await http.PostAsync("/v1/snapshot", null);
                if (response.StatusCode == HttpStatusCode.TooManyRequests)
                    refused++;
                else
                    count++;
            }

            return count;
        }));

        // Two gateways that do not share their counts would admit twice as many.
        var refilled = Stopwatch.GetElapsedTime(started).TotalMinutes * Limit;
        Assert.InRange(admitted.Sum(), Limit, Limit + refilled + (Limit / 4));
        using var another = ClientFrom("203.0.113.8");
        using var welcome = await another.PostAsync("/v1/snapshot", null);
        Assert.Equal(HttpStatusCode.Unauthorized, welcome.StatusCode);
    }

    private async Task AssertNothingAcknowledgedIsLostAsync()
    {
        var instances = Play(new FleetOptions { Instances = 20, Rate = Rate / 2, Duration = TimeSpan.FromMinutes(10) });
        var others = Play(new FleetOptions
        {
            Instances = 0,
            Runs = 50_000,
            Starts = 50_000,
            Rate = Rate / 2,
            BadScript = "two-of-each",
            Fail = 100,
        });
        var running = Task.WhenAll(instances.RunAsync(CancellationToken.None), others.RunAsync(CancellationToken.None));
        await WaitForProgressAsync(instances, others);

        // A rolling update of all services in parallel; each service replaces one process after the other.
        await Task.WhenAll(Services.Select(async service =>
        {
            foreach (var process in ChildProcesses.Find($"Telemetry.{service}"))
                await ReplaceAsync(service, process);
        }));

        await WaitForProgressAsync(instances, others);
        instances.Finish();
        others.Finish();
        var results = await running;

        // Posts that got 503 or no response were sent again and acknowledged.
        var responses = instances.Responses.Counts.Concat(others.Responses.Counts).ToList();
        Assert.True(
            responses.TrueForAll(response => response.Status is "200" or "201" or "202" or "503" or "no answer"),
            string.Join(
                Environment.NewLine,
                [
                    .. responses.Select(response => $"{response}"),
                    .. instances.Responses.Examples.Concat(others.Responses.Examples).Select(e => $"{e}"),
                ]));
        Assert.All(results, result => Assert.Equal(0, result.Unacknowledged));

        var reported =
            (Snapshots: (long)results[0].Snapshots,
            Runs: (long)results[1].Runs.Total,
            Failed: (long)results[1].Runs.Failed,
            Starts: (long)results[1].Starts);
        await Eventually.GetAsync(StoredAsync, stored => stored == reported, $"stored: {reported}");
        await Eventually.GetAsync(RolledUpAsync, sums => sums == reported, $"rolled up: {reported}");
    }

    // Every process evaluates the rules. Only the first evaluation after the failures opens an incident.
    private async Task AssertOneIncidentAsync()
    {
        Task<long> CountAsync(string what) =>
            _platform.QueryAsync<long>(
                $"select count(*) from analytics.{what} where subject = 'two-of-each' and rule = 'script_failure_rate'");
        await Eventually.GetAsync(() => CountAsync("incidents"), count => count > 0, "an incident");
        Assert.Equal(1, await CountAsync("incidents"));
    }

    // Sends SIGTERM and waits for the new process, as in a rolling update of Kubernetes.
    private async Task ReplaceAsync(string service, int process)
    {
        ChildProcesses.Terminate(process);
        await Eventually.HoldsAsync(
            () => ChildProcesses.Find($"Telemetry.{service}") is { Count: 2 } found && !found.Contains(process),
            $"another process of {service}");
        await _platform.HealthyAsync(service.ToLowerInvariant()).WaitAsync(Eventually.Deadline);
    }

    private static Task WaitForProgressAsync(FleetRun instances, FleetRun others)
    {
        var (snapshots, runs, starts) = (instances.Snapshots, others.Runs, others.Starts);
        return Eventually.HoldsAsync(
            () => instances.Snapshots > snapshots + 20 && others.Runs > runs + 2 && others.Starts > starts + 5,
            "more snapshots, runs and starts");
    }

    private FleetRun Play(FleetOptions options) => new(options with { Gateway = _platform.Gateway }, TimeProvider.System.GetUtcNow());

    private async Task<(long Snapshots, long Runs, long Failed, long Starts)> StoredAsync() => (
        await _platform.QueryAsync<long>("select count(*) from analytics.snapshots"),
        await _platform.QueryAsync<long>("select count(distinct execution_id) from analytics.runs"),
        await _platform.QueryAsync<long>("select count(*) from analytics.runs where status = 'failed'"),
        await _platform.QueryAsync<long>("select count(*) from analytics.starts"));

    // Counts of the read APIs, which read only rollups. Snapshots are counted by the account.
    private async Task<(long Snapshots, long Runs, long Failed, long Starts)> RolledUpAsync()
    {
        var runs = await _platform.ReadAsync("/api/dashboard?days=30&repo=all");
        var starts = await _platform.ReadAsync("/metrics");
        return (
            await _platform.QueryAsync<long>("select stored from analytics.account where kind = 'snapshot'"),
            runs.GetProperty("total_installs").GetInt64(),
            runs.GetProperty("failed_count").GetInt64(),
            starts.GetProperty("total_deployments").GetInt64());
    }

    // The orchestrator's proxy does not pass on client addresses, so the test sets the header.
    private HttpClient ClientFrom(string address) =>
        new() { BaseAddress = _platform.Gateway, DefaultRequestHeaders = { { "X-Forwarded-For", address } } };
}

[CollectionDefinition(ReplicaTests.Collection, DisableParallelization = true)]
public sealed class ReplicasCollection;
