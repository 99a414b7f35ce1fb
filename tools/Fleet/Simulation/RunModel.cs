namespace Telemetry.Fleet.Simulation;

/// <summary>One run of a script, computed from its number and the seed.</summary>
internal sealed class RunModel
{
    private const double StuckShare = 0.01;
    private const double AbortedShare = 0.03;

    private static readonly string[] Methods = ["default", "default", "default", "advanced", "mydefaults", "appdefaults"];
    private static readonly string[] Forks = ["homelab-friends/ProxmoxVE-fork", "my-org/scripts"];

    private readonly int _number;
    private readonly int _seed;
    private readonly HostModel _host;
    private readonly string _sessionId;
    private readonly string _method;
    private readonly string _repoSource;
    private readonly string _repoSlug;
    private readonly string _status;
    private readonly Failure? _failure;
    private readonly string _log;
    private readonly int _duration;
    private readonly bool _raw;

    /// <summary>The number is that in the fleet. Played is the script and its outcome; null: random ones.</summary>
    public RunModel(int number, int seed, ScriptCatalogue scripts, (ScriptModel Script, RunOutcome Outcome)? played = null)
    {
        (_number, _seed) = (number, seed);
        var random = Seeds.For(number, seed ^ 0x52554e);
        ExecutionId = random.NextId(number).ToString();
        _sessionId = random.NextId(number).ToString();
        _host = HostModel.Make(random);
        var picked = scripts.Pick(random);
        var chance = random.NextDouble();
        Script = played?.Script ?? picked;
        Outcome = played?.Outcome ?? OutcomeOf(chance, picked);
        _status = StatusOf(Outcome, random);
        _failure = Outcome switch
        {
            RunOutcome.Failed => Script.Failures[(int)(random.NextDouble() * random.NextDouble() * Script.Failures.Count)],
            RunOutcome.Aborted => random.Pick(Failure.Interrupted),
            _ => null,
        };
        _log = _failure?.LogOf(Script.Name, random) ?? "";
        _duration = (int)(Script.Seconds * (0.5 + random.NextDouble()) * (Outcome == RunOutcome.Success ? 1 : 0.4));
        _raw = random.Chance(0.3);
        _method = random.Pick(Methods);
        (_repoSource, _repoSlug) = random.NextDouble() switch
        {
            < 0.01 => ("external", random.Pick(Forks)),
            < 0.04 => ("ProxmoxVED", "community-scripts/ProxmoxVED"),
            < 0.10 => ("", "community-scripts/ProxmoxVE"), // clients that leave the source to the slug
            _ => ("ProxmoxVE", "community-scripts/ProxmoxVE"),
        };

        // Older clients post to "/".
        Route = random.Chance(0.1) ? "/" : "/telemetry";
    }

    public string ExecutionId { get; }

    public ScriptModel Script { get; }

    public RunOutcome Outcome { get; }

    public string Route { get; }

    public static RunModel Make(int number, FleetOptions options, ScriptCatalogue scripts) => options.BadScript is { } name
        ? new(number, options.Seed, scripts, (scripts.Find(name), IsFailure(number, options.Fail) ? RunOutcome.Failed : RunOutcome.Success))
        : new(number, options.Seed, scripts);

    /// <summary>Light: only the first and the last post.</summary>
    public IEnumerable<RunPost> Posts(bool light)
    {
        var random = Seeds.For(_number, _seed ^ 0x504f53);
        yield return new(Full("installing").ToBytes(), RunOutcome.Open);
        foreach (var post in light ? [] : Progress(random))
            yield return new(post, RunOutcome.Open);
        if (Outcome == RunOutcome.Open)
            yield break;

        var last = Last(_log);
        yield return new(last, Outcome);

        // Clients repeat a post without a response: first the same bytes, then less of the log.
        if (!light && random.Chance(0.1))
            yield return new(last, Outcome);
        if (!light && _log.Length > 20 && random.Chance(0.2))
            yield return new(Last(_log[..20]), Outcome);
    }

    private static RunOutcome OutcomeOf(double chance, ScriptModel script) => chance switch
    {
        < StuckShare => RunOutcome.Open,
        < StuckShare + AbortedShare => RunOutcome.Aborted,
        _ => chance < StuckShare + AbortedShare + script.FailureShare ? RunOutcome.Failed : RunOutcome.Success,
    };

    // Spread evenly: any hundred consecutive runs have this percentage of failures.
    private static bool IsFailure(int number, int percent) => (number + 1) * (long)percent / 100 > number * (long)percent / 100;

    // Some clients misspell the status, and some send failed for an interrupted run.
    private static string StatusOf(RunOutcome outcome, Random random) => outcome switch
    {
        RunOutcome.Success => random.NextDouble() switch { < 0.01 => "sucess", < 0.02 => "done", _ => "success" },
        RunOutcome.Aborted when random.Chance(0.6) => "aborted",
        _ => "failed",
    };

    // Some seven posts. An unsuccessful run ends after a random number of them.
    private IEnumerable<byte[]> Progress(Random random)
    {
        var posts = new List<byte[]> { Short("installing").ToBytes(), Short("validation").ToBytes() };
        if (random.Chance(0.5))
            posts.Add(posts[^1]);
        posts.Add(Short("configuring").ToBytes());
        for (var percent = random.Next(15, 35); percent < 100; percent += random.Next(20, 40))
            posts.Add(Short("configuring").Add("progress", percent).Add("step", $"{Script.Name} {percent}%").ToBytes());
        if (random.Chance(0.5))
            posts.Add(posts[^1]);

        return posts.Take(Outcome == RunOutcome.Success ? posts.Count : random.Next(posts.Count + 1));
    }

    private byte[] Last(string error) => Full(_status)
        .Add("exit_code", _failure?.ExitCode ?? 0)
        .Add("error", error)
        .Add("error_category", _failure?.Category ?? "")
        .Add("install_duration", _duration)
        .ToBytes();

    private ShellJson Short(string status) => new ShellJson(_raw)
        .Add("random_id", _sessionId)
        .Add("execution_id", ExecutionId)
        .Add("type", Script.Type)
        .Add("nsapp", Script.Name)
        .Add("status", status)
        .Add("platform", "proxmox")
        .Add("repo_source", _repoSource)
        .Add("repo_slug", _repoSlug);

    private ShellJson Full(string status)
    {
        var post = Short(status)
            .Add("has_arm", Script.Os == "debian")
            .Add("arch", _host.Architecture)
            .Add("pve_version", _host.PveVersion)
            .Add("method", _method)
            .Add("cpu_vendor", _host.CpuVendor)
            .Add("cpu_model", _host.CpuModel)
            .Add("ram_speed", _host.RamSpeed)
            .Add("gpu_vendor", _host.GpuVendor)
            .Add("gpu_model", _host.GpuModel)
            .Add("gpu_passthrough", _host.GpuPassthrough);
        if (Script.Cores == 0)
            return post.Add("os_type", "-").Add("os_version", "none");

        post.Add("ct_type", Script.Type == "lxc" ? 1 : 2)
            .Add("core_count", Script.Cores)
            .Add("ram_size", Script.RamMb)
            .Add("os_type", Script.Os)
            .Add("os_version", Script.OsVersion);
        return Script.Type == "vm" ? post.Add("disk_size", $"{Script.DiskGb}G") : post.Add("disk_size", Script.DiskGb);
    }
}
