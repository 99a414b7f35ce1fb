using System.Threading.RateLimiting;
using Telemetry.Fleet.Client;
using Telemetry.Fleet.Simulation;

namespace Telemetry.Fleet;

/// <summary>Plays a fleet against a gateway: each client in the order of its own time, many clients of all three protocols at once.</summary>
public sealed class FleetRun(FleetOptions options, DateTimeOffset now)
{
    // Sooner than a gateway that is about to leave closes it (DRAIN_SECONDS): that could happen while a post is on its way.
    private static readonly TimeSpan IdleConnection = TimeSpan.FromSeconds(2);

    private readonly IReadOnlyList<InstanceModel> _instances = InstanceModel.Make(options, now);
    private readonly ScriptCatalogue _scripts = new(options);
    private readonly Acknowledged _acknowledged = new();
    private volatile bool _finishing;

    /// <summary>Counts the answers while the fleet plays.</summary>
    public Answers Answers { get; } = new();

    /// <summary>How many reports there are to send: the history's snapshots, runs (each of several posts), starts.</summary>
    public int Planned => _instances.Sum(instance => instance.Moments().Count()) + options.Runs + options.Starts;

    /// <summary>How much of it is acknowledged so far.</summary>
    public int Done => Snapshots + Runs + Starts;

    /// <summary>How many snapshots are acknowledged so far.</summary>
    public int Snapshots => _acknowledged.Snapshots;

    /// <summary>How many runs are told to their end so far.</summary>
    public int Runs => _acknowledged.Runs.Total;

    /// <summary>How many starts are acknowledged so far.</summary>
    public int Starts => _acknowledged.Starts;

    /// <summary>Plays it.</summary>
    /// <exception cref="RateLimitedException">The gateway's limit does not allow it.</exception>
    public async Task<FleetResult> RunAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = options.Concurrency, PooledConnectionIdleTimeout = IdleConnection })
        {
            BaseAddress = options.Gateway,
            Timeout = TimeSpan.FromSeconds(10),
        };
        await using var pace = CreatePace();
        var sender = new Sender(http, pace, Answers, options.Patience);

        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Concurrency, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(Everybody(), parallel, async (play, token) => await play(sender, token));
        await PlayOnAsync(sender, parallel);

        return _acknowledged.ToResult();
    }

    /// <summary>Ends it early: no run or start begins any more, and the present round of <see cref="FleetOptions.Duration"/> is the last.</summary>
    public void Finish() => _finishing = true;

    private IEnumerable<Func<Sender, CancellationToken, Task>> Everybody() => Mixture.Of<Func<Sender, CancellationToken, Task>>(
        (_instances.Count, number => (sender, token) => PlayHistoryAsync(_instances[number], sender, token)),
        (options.Runs, number => (sender, token) => PlayRunAsync(number, sender, token)),
        (options.Starts, number => (sender, token) => PlayStartAsync(number, sender, token)));

    private async Task PlayHistoryAsync(InstanceModel instance, Sender sender, CancellationToken cancellationToken)
    {
        var client = new InstanceClient(sender, instance);
        var version = instance.VersionAt(instance.Moments().First(), now);
        if (!_acknowledged.Post(await client.RegisterAsync(version, cancellationToken)) || !_acknowledged.Post(await client.ActivateAsync(cancellationToken)))
            return;
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
                _acknowledged.Snapshot(await new InstanceClient(sender, instance).SendSnapshotAsync(TimeProvider.System.GetUtcNow(), token)));
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
            // The last acknowledged post of a run says how it stands.
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
