using Spectre.Console;
using Telemetry.EndToEnd.Fixtures;
using Telemetry.Fleet;
using Telemetry.Fleet.Simulation;

namespace Telemetry.Bench;

internal sealed class BenchPlatform : IAsyncDisposable
{
    private static readonly TimeSpan StoreDeadline = TimeSpan.FromMinutes(10);

    private readonly Platform _platform;
    private readonly HttpClient _admin;

    private BenchPlatform(string name, Platform platform)
    {
        (Name, _platform, _admin) = (name, platform, platform.CreateAdmin());
    }

    public string Name { get; }

    public string InstanceId { get; private set; } = "";

    public DataVolume Loaded { get; private set; } = new(0, 0, 0);

    public int Instances { get; private set; }

    /// <summary>The platform has no rate limit and caches no responses.</summary>
    public static async Task<BenchPlatform> StartAsync(string name, bool keep, params string[] settings)
    {
        var platform = await Platform.StartAsync(["--RATE_LIMIT=0", "--CACHE_TTL_SECONDS=0", .. settings]);
        platform.KeepsData = keep;
        return new BenchPlatform(name, platform);
    }

    /// <summary>Waits until all of the volume is stored.</summary>
    public async Task LoadAsync(DataVolume volume, CancellationToken cancellationToken)
    {
        var fleet = volume.Fleet(_platform.Gateway);
        var result = await PlayAsync(fleet, cancellationToken);
        if (result.Unacknowledged > 0)
            throw new InvalidOperationException($"The {Name} platform did not acknowledge {result.Unacknowledged} posts.");

        Loaded = new DataVolume(result.Runs.Total, result.Snapshots, result.Starts);
        Instances = result.Instances;
        await AnsiConsole.Status().StartAsync($"Storing on the {Name} platform", _ => WaitUntilStoredAsync(cancellationToken));
        var instanceId = await _platform.QueryAsync<Guid>("select instance_id from analytics.instances order by instance_id limit 1");
        InstanceId = instanceId.ToString();
    }

    /// <summary>Returns the time until all snapshots were stored.</summary>
    public async Task<TimeSpan> StoreAsync(FleetOptions options, CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        var fleet = new FleetRun(options with { Gateway = _platform.Gateway }, TimeProvider.System.GetUtcNow());
        var result = await fleet.RunAsync(cancellationToken);
        if (result.Unacknowledged > 0)
            throw new InvalidOperationException($"The platform {Name} did not acknowledge {result.Unacknowledged} posts.");

        Loaded = Loaded with { Snapshots = Loaded.Snapshots + result.Snapshots };
        Instances += result.Instances;
        const string Sql = "select stored + duplicates from analytics.account where kind = 'snapshot'";
        while (await _platform.QueryAsync<long>(Sql) < Loaded.Snapshots)
            await Task.Delay(TimeSpan.FromMilliseconds(25), cancellationToken);
        return TimeProvider.System.GetElapsedTime(start);
    }

    /// <summary>
    /// Sends requests concurrently and reads all responses; returns the duration. Throws <see cref="InvalidOperationException"/> for a
    /// response that is no success, or cached.
    /// </summary>
    public async Task<TimeSpan> GetAsync(IReadOnlyList<ReadRequest> requests, CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(requests.Select(request => GetAsync(request, cancellationToken)));
        return TimeProvider.System.GetElapsedTime(start);
    }

    /// <summary>
    /// Sends a request and reads the response; returns the duration. Throws <see cref="InvalidOperationException"/> for a response that is
    /// no success, or cached.
    /// </summary>
    public async Task<TimeSpan> GetAsync(ReadRequest read, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, read.Path(this));
        request.Headers.Accept.ParseAdd(read.Accept);

        var start = TimeProvider.System.GetTimestamp();
        using var response = await _admin.SendAsync(request, cancellationToken);
        var time = TimeProvider.System.GetElapsedTime(start);

        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException($"GET {request.RequestUri}: {(int)response.StatusCode} on the {Name} platform.");
        if (!read.IsConstant && response.Headers.TryGetValues("X-Cache", out var cache) && cache.Single() != "MISS")
            throw new InvalidOperationException($"GET {request.RequestUri}: X-Cache {cache.Single()}; only cold answers are compared.");
        return time;
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _platform.DisposeAsync();
        if (_platform.KeepsData)
        {
            AnsiConsole.WriteLine(
                $"The {Name} platform's data: DATA_DIR={_platform.DataDirectory} ADMIN_PASSWORD='{Platform.Password}' ./run");
        }
    }

    private Task<FleetResult> PlayAsync(FleetOptions options, CancellationToken cancellationToken) =>
        AnsiConsole.Progress().StartAsync(async progress =>
        {
            var fleet = new FleetRun(options, TimeProvider.System.GetUtcNow());
            var bar = progress.AddTask($"Loading the {Name} platform", maxValue: fleet.Planned);
            var running = fleet.RunAsync(cancellationToken);
            while (await Task.WhenAny(running, Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None)) != running)
                bar.Value = fleet.Done;
            bar.Value = bar.MaxValue;
            return await running;
        });

    private async Task WaitUntilStoredAsync(CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(StoreDeadline);
        foreach (var (table, count) in new[] { ("runs", Loaded.Runs), ("snapshots", Loaded.Snapshots), ("starts", Loaded.Starts) })
        {
            while (await _platform.QueryAsync<long>($"select count(*) from analytics.{table}") is var stored && stored != count)
            {
                if (stored > count)
                    throw new InvalidOperationException($"The {Name} platform stored {stored} {table}, and acknowledged {count}.");
                await Task.Delay(TimeSpan.FromSeconds(2), deadline.Token);
            }
        }
    }
}
