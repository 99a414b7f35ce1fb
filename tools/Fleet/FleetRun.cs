using System.Threading.RateLimiting;
using Telemetry.Fleet.Client;
using Telemetry.Fleet.Simulation;

namespace Telemetry.Fleet;

/// <summary>What a run achieved.</summary>
/// <param name="Instances">Instances that were registered and activated.</param>
/// <param name="Snapshots">Different snapshots that the gateway acknowledged.</param>
/// <param name="Unacknowledged">Posts that were refused, or given up after the patience.</param>
public sealed record FleetResult(int Instances, int Snapshots, int Unacknowledged);

/// <summary>Plays a fleet against a gateway: each instance in the order of its own time, many instances at once.</summary>
public sealed class FleetRun(FleetOptions options, DateTimeOffset now)
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private readonly IReadOnlyList<InstanceModel> _instances = InstanceModel.Make(options, now);
    private int _ready;
    private int _snapshots;
    private int _unacknowledged;
    private volatile bool _finishing;

    /// <summary>Counts the answers while the run goes on.</summary>
    public Answers Answers { get; } = new();

    /// <summary>How many snapshots the history has.</summary>
    public int Planned => _instances.Sum(instance => Moments(instance).Count());

    /// <summary>How many snapshots are acknowledged so far.</summary>
    public int Snapshots => Volatile.Read(ref _snapshots);

    /// <summary>Plays it.</summary>
    /// <exception cref="RateLimitedException">The gateway's limit does not allow it.</exception>
    public async Task<FleetResult> RunAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = options.Concurrency })
        {
            BaseAddress = options.Gateway,
            Timeout = TimeSpan.FromSeconds(10),
        };
        await using var pace = CreatePace();

        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Concurrency, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(_instances, parallel, async (instance, token) =>
            await PlayHistoryAsync(instance, new InstanceClient(http, instance, pace, Answers, options.Patience), token));
        await PlayOnAsync(http, pace, parallel);

        return new FleetResult(_ready, _snapshots, _unacknowledged);
    }

    /// <summary>Ends the sending of new snapshots (<see cref="FleetOptions.Duration"/>) after the present round.</summary>
    public void Finish() => _finishing = true;

    private async Task PlayHistoryAsync(InstanceModel instance, InstanceClient client, CancellationToken cancellationToken)
    {
        var version = instance.VersionAt(Moments(instance).First(), now);
        if (!Acknowledged(await client.RegisterAsync(version, cancellationToken)) || !Acknowledged(await client.ActivateAsync(cancellationToken)))
            return;
        Interlocked.Increment(ref _ready);

        foreach (var moment in Moments(instance))
        {
            if (instance.VersionAt(moment, now) is var upgraded && upgraded != version)
            {
                version = upgraded;
                Acknowledged(await client.RegisterAsync(version, cancellationToken));
            }

            await SendAsync(client, moment, cancellationToken);
        }
    }

    private async Task PlayOnAsync(HttpClient http, RateLimiter pace, ParallelOptions parallel)
    {
        var alive = _instances.Where(instance => instance.LastSeen == now).ToList();
        var start = TimeProvider.System.GetTimestamp();
        while (!_finishing && TimeProvider.System.GetElapsedTime(start) < options.Duration)
        {
            await Parallel.ForEachAsync(alive, parallel, async (instance, token) =>
                await SendAsync(new InstanceClient(http, instance, pace, Answers, options.Patience), TimeProvider.System.GetUtcNow(), token));
        }
    }

    private async Task SendAsync(InstanceClient client, DateTimeOffset moment, CancellationToken cancellationToken)
    {
        if (Acknowledged(await client.SendSnapshotAsync(moment, cancellationToken)))
            Interlocked.Increment(ref _snapshots);
    }

    private bool Acknowledged(bool acknowledged)
    {
        if (!acknowledged)
            Interlocked.Increment(ref _unacknowledged);
        return acknowledged;
    }

    // Hourly, with the newest at the end of the instance's life; the oldest stays clear of the 30 days that a gateway accepts.
    private static IEnumerable<DateTimeOffset> Moments(InstanceModel instance)
    {
        var count = Math.Max(1, (int)((instance.LastSeen - instance.Born) / Interval));
        return Enumerable.Range(0, count).Select(i => instance.LastSeen - (Interval * (count - 1 - i)));
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
