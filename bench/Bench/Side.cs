using Spectre.Console;
using Telemetry.EndToEnd.Fixtures;
using Telemetry.Fleet;

namespace Telemetry.Bench;

/// <summary>One of the two platforms that are compared.</summary>
public sealed class Side : IAsyncDisposable
{
    private static readonly TimeSpan StoreDeadline = TimeSpan.FromMinutes(10);

    private readonly Platform _platform;
    private readonly HttpClient _admin;

    private Side(string name, Platform platform)
    {
        (Name, _platform, _admin) = (name, platform, platform.CreateAdmin());
    }

    /// <summary>What distinguishes it, in a word.</summary>
    public string Name { get; }

    /// <summary>One of its instances.</summary>
    public string InstanceId { get; private set; } = "";

    /// <summary>What was loaded.</summary>
    public Amount Loaded { get; private set; } = new(0, 0, 0);

    /// <summary>How many instances there are.</summary>
    public int Instances { get; private set; }

    /// <summary>Starts a platform of its own, without a limit of posts, that keeps no finished answers.</summary>
    public static async Task<Side> StartAsync(string name, bool keep, params string[] settings)
    {
        var platform = await Platform.StartAsync(["--RATE_LIMIT=0", "--CACHE_TTL_SECONDS=0", .. settings]);
        platform.KeepsData = keep;
        return new Side(name, platform);
    }

    /// <summary>Lets a fleet tell the amount, and waits until all of it is stored.</summary>
    public async Task LoadAsync(Amount amount, CancellationToken cancellationToken)
    {
        var fleet = amount.Fleet(_platform.Gateway);
        var result = await PlayAsync(fleet, cancellationToken);
        if (result.Unacknowledged > 0)
            throw new InvalidOperationException($"The {Name} platform did not acknowledge {result.Unacknowledged} posts.");

        Loaded = new Amount(result.Runs.Total, result.Snapshots, result.Starts);
        Instances = result.Instances;
        await AnsiConsole.Status().StartAsync($"Storing on the {Name} platform", _ => StoredAsync(cancellationToken));
        InstanceId = (await _platform.QueryAsync<Guid>("select instance_id from analytics.instances order by instance_id limit 1")).ToString();
    }

    /// <summary>Lets a fleet post snapshots.</summary>
    /// <returns>How long it took until all of them were stored.</returns>
    public async Task<TimeSpan> StoreAsync(FleetOptions options, CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        var result = await new FleetRun(options with { Gateway = _platform.Gateway }, TimeProvider.System.GetUtcNow()).RunAsync(cancellationToken);
        if (result.Unacknowledged > 0)
            throw new InvalidOperationException($"The platform {Name} did not acknowledge {result.Unacknowledged} posts.");

        Loaded = Loaded with { Snapshots = Loaded.Snapshots + result.Snapshots };
        Instances += result.Instances;
        while (await _platform.QueryAsync<long>("select stored + duplicates from analytics.account where kind = 'snapshot'") < Loaded.Snapshots)
            await Task.Delay(TimeSpan.FromMilliseconds(25), cancellationToken);
        return TimeProvider.System.GetElapsedTime(start);
    }

    /// <summary>Asks several questions at the same time, and reads all of the answers.</summary>
    /// <returns>How long it took.</returns>
    /// <exception cref="InvalidOperationException">One was no good answer, or a kept one.</exception>
    public async Task<TimeSpan> AskAsync(IReadOnlyList<Question> questions, CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(questions.Select(question => AskAsync(question, cancellationToken)));
        return TimeProvider.System.GetElapsedTime(start);
    }

    /// <summary>Asks, and reads the whole answer.</summary>
    /// <returns>How long it took.</returns>
    /// <exception cref="InvalidOperationException">It was no good answer, or a kept one.</exception>
    public async Task<TimeSpan> AskAsync(Question question, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, question.Path(this));
        request.Headers.Accept.ParseAdd(question.Accept);

        var start = TimeProvider.System.GetTimestamp();
        using var answer = await _admin.SendAsync(request, cancellationToken);
        var time = TimeProvider.System.GetElapsedTime(start);

        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"GET {request.RequestUri}: {(int)answer.StatusCode} on the {Name} platform.");
        if (!question.Constant && answer.Headers.TryGetValues("X-Cache", out var cache) && cache.Single() != "MISS")
            throw new InvalidOperationException($"GET {request.RequestUri}: X-Cache {cache.Single()}; only cold answers are compared.");
        return time;
    }

    /// <summary>Stops it.</summary>
    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _platform.DisposeAsync();
        if (_platform.KeepsData)
            AnsiConsole.WriteLine($"The {Name} platform's data: DATA_DIR={_platform.DataDirectory} ADMIN_PASSWORD='{Platform.Password}' ./run");
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

    private async Task StoredAsync(CancellationToken cancellationToken)
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
