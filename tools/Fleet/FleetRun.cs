using System.Threading.RateLimiting;
using Telemetry.Fleet.Client;
using Telemetry.Fleet.Simulation;

namespace Telemetry.Fleet;

/// <summary>Plays a fleet: many concurrent clients of all three protocols, each in the order of its own time.</summary>
internal sealed class FleetRun(FleetOptions options, DateTimeOffset now)
{
    // Shorter than DRAIN_SECONDS: a stopping gateway could close a connection while a post is on its way.
    private static readonly TimeSpan IdleConnection = TimeSpan.FromSeconds(2);

    private readonly IReadOnlyList<InstanceModel> _instances = InstanceModel.Make(options, now);
    private readonly ScriptCatalogue _scripts = new(options);
    private readonly Acknowledged _acknowledged = new();
    private volatile bool _finishing;

    public ResponseCounts Responses { get; } = new();

    /// <summary>Snapshots of the history, runs (each of several posts) and starts.</summary>
    public int Planned => _instances.Sum(instance => instance.Moments().Count()) + options.Runs + options.Starts;

    public int Done => Snapshots + Runs + Starts;

    public int Snapshots => _acknowledged.Snapshots;

    public int Runs => _acknowledged.Runs.Total;

    public int Starts => _acknowledged.Starts;

    public async Task<FleetResult> RunAsync(CancellationToken cancellationToken)
    {
        var connections = new SocketsHttpHandler
        {
            MaxConnectionsPerServer = options.Concurrency,
            PooledConnectionIdleTimeout = IdleConnection,
        };
        using var http = new HttpClient(connections)
        {
            BaseAddress = options.Gateway,
            Timeout = TimeSpan.FromSeconds(10),
        };
        await using var pace = CreatePace();
        var sender = new Sender(http, pace, Responses, options.Patience);

        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Concurrency, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(AllClients(), parallel, async (play, token) => await play(sender, token));
        await PlayOnAsync(sender, parallel);

        return _acknowledged.ToResult();
    }

    /// <summary>
    /// Ends it early: no further run or start begins, and the current round of <see cref="FleetOptions.Duration"/> is the last.
    /// </summary>
    public void Finish() => _finishing = true;

    private IEnumerable<Func<Sender, CancellationToken, Task>> AllClients() => Interleave<Func<Sender, CancellationToken, Task>>(
        (_instances.Count, number => (sender, token) => PlayHistoryAsync(_instances[number], sender, token)),
        (options.Runs, number => (sender, token) => PlayRunAsync(number, sender, token)),
        (options.Starts, number => (sender, token) => PlayStartAsync(number, sender, token)));

    private async Task PlayHistoryAsync(InstanceModel instance, Sender sender, CancellationToken cancellationToken)
    {
        var client = new InstanceClient(sender, instance);
        var version = instance.VersionAt(instance.Moments().First(), now);
        if (!_acknowledged.Post(await client.RegisterAsync(version, cancellationToken))
            || !_acknowledged.Post(await client.ActivateAsync(cancellationToken)))
        {
            return;
        }
        _acknowledged.Instance();

        foreach (var moment in instance.Moments())
        {
            if (instance.VersionAt(moment, now) is var upgraded && upgraded != version)
            {
                version = upgraded;
                _acknowledged.Post(await client.RegisterAsync(version, cancellationToken));
            }

            _acknowledged.Snapshot(await client.SendSnapshotAsync(moment, cancellationToken));
        }
    }

    private async Task PlayOnAsync(Sender sender, ParallelOptions parallel)
    {
        var alive = _instances.Where(instance => instance.LastSeen == now).ToList();
        var start = TimeProvider.System.GetTimestamp();
        while (alive.Count > 0 && !_finishing && TimeProvider.System.GetElapsedTime(start) < options.Duration)
        {
            await Parallel.ForEachAsync(alive, parallel, async (instance, token) =>
            {
                var client = new InstanceClient(sender, instance);
                _acknowledged.Snapshot(await client.SendSnapshotAsync(TimeProvider.System.GetUtcNow(), token));
            });
        }
    }

    private async Task PlayRunAsync(int number, Sender sender, CancellationToken cancellationToken)
    {
        if (_finishing)
            return;

        var run = RunModel.Make(number, options, _scripts);
        var outcome = default(RunOutcome?);
        foreach (var post in run.Posts(options.Light))
        {
            // The last acknowledged post determines the outcome.
            if (_acknowledged.Post(await sender.PostAsync(run.Route, post.Body, cancellationToken)))
                outcome = post.Outcome;
        }

        _acknowledged.Run(outcome);
    }

    private async Task PlayStartAsync(int number, Sender sender, CancellationToken cancellationToken)
    {
        if (!_finishing)
            _acknowledged.Start(await sender.PostAsync("/collect", StartModel.Body(number, options.Seed, now), cancellationToken));
    }

    // Keeps the order within each kind, and spreads each kind evenly over the whole.
    private static IEnumerable<T> Interleave<T>(params (int Count, Func<int, T> Make)[] kinds)
    {
        var taken = new int[kinds.Length];
        for (var left = kinds.Sum(kind => kind.Count); left > 0; left--)
        {
            // The kind that is furthest behind.
            var next = Enumerable.Range(0, kinds.Length)
                .Where(kind => taken[kind] < kinds[kind].Count)
                .MinBy(kind => (taken[kind] + 0.5) / kinds[kind].Count);
            yield return kinds[next].Make(taken[next]++);
        }
    }

    private RateLimiter CreatePace()
    {
        if (options.Rate == 0)
            return new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = int.MaxValue });

        return new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
        {
            TokenLimit = Math.Max(1, options.Rate / 10),
            TokensPerPeriod = Math.Max(1, options.Rate / 10),
            ReplenishmentPeriod = TimeSpan.FromSeconds(Math.Max(1, options.Rate / 10) / (double)options.Rate),
            QueueLimit = int.MaxValue,
        });
    }
}
