namespace Telemetry.Aggregation.Runs;

/// <summary>
/// What is known of a run: a row of <c>analytics.runs</c>. Times are UTC and whole microseconds, as the database keeps them; "" and null:
/// not told.
/// </summary>
public sealed record RunState
{
    /// <summary>Names the run (<see cref="RunKey"/>).</summary>
    public required Guid Key { get; init; }

    /// <summary>Of the first post that came; the day of the run's rollups. It never changes.</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>Of the newest post.</summary>
    public required DateTime UpdatedAt { get; init; }

    /// <summary>As the client named the run.</summary>
    public required string ExecutionId { get; init; }

    /// <summary>The client's session.</summary>
    public required string RandomId { get; init; }

    /// <summary>The script.</summary>
    public required string Script { get; init; }

    /// <summary>lxc, vm, turnkey, pve, addon or tool.</summary>
    public required string Type { get; init; }

    /// <summary>As it counts (<see cref="RunStatus"/>).</summary>
    public required string Status { get; init; }

    /// <summary>As the client said it: the outcome, or the newest step while there is none.</summary>
    public required string StatusSent { get; init; }

    /// <summary>Of the post that gave the outcome; null while there is none.</summary>
    public DateTime? OutcomeAt { get; init; }

    /// <summary>The outcome is ours: nothing came for too long.</summary>
    public bool TimedOut { get; init; }

    /// <summary>0 to 255.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The log's end, masked.</summary>
    public string Error { get; init; } = "";

    /// <summary>Of a failure, as it counts; "" for other runs.</summary>
    public string Category { get; init; } = "";

    /// <summary>As the client sees it.</summary>
    public string CategorySent { get; init; } = "";

    /// <summary>What a failure's error text has in common with others; "" for other runs.</summary>
    public string Pattern { get; init; } = "";

    /// <summary>ProxmoxVE, ProxmoxVED or external.</summary>
    public required string Repo { get; init; }

    /// <summary>For example "community-scripts/ProxmoxVE".</summary>
    public string Slug { get; init; } = "";

    /// <summary>For example "debian".</summary>
    public string OsType { get; init; } = "";

    /// <summary>For example "13".</summary>
    public string OsVersion { get; init; } = "";

    /// <summary>Proxmox VE's version.</summary>
    public string PveVersion { get; init; } = "";

    /// <summary>For example "default".</summary>
    public string Method { get; init; } = "";

    /// <summary>0 unprivileged, 1 privileged, 2 something else.</summary>
    public int? ContainerType { get; init; }

    /// <summary>GB.</summary>
    public int? DiskSize { get; init; }

    /// <summary>Processor cores.</summary>
    public int? CoreCount { get; init; }

    /// <summary>MB.</summary>
    public int? RamSize { get; init; }

    /// <summary>Seconds.</summary>
    public int? InstallDuration { get; init; }

    /// <summary>Whether the script supports ARM.</summary>
    public bool? HasArm { get; init; }

    /// <summary>The host's architecture.</summary>
    public string Architecture { get; init; } = "";

    /// <summary>The host's platform.</summary>
    public string Platform { get; init; } = "";

    /// <summary>For example "nvidia".</summary>
    public string GpuVendor { get; init; } = "";

    /// <summary>As the host tells it.</summary>
    public string GpuModel { get; init; } = "";

    /// <summary>How the guest gets the GPU.</summary>
    public string GpuPassthrough { get; init; } = "";

    /// <summary>For example "intel".</summary>
    public string CpuVendor { get; init; } = "";

    /// <summary>As the host tells it.</summary>
    public string CpuModel { get; init; } = "";

    /// <summary>As the host tells it.</summary>
    public string RamSpeed { get; init; } = "";

    /// <summary>In order of time; at most <see cref="RunSteps.Most"/>.</summary>
    public IReadOnlyList<RunStep> Steps { get; init; } = [];

    /// <summary>Of its newest posts, which would be repetitions; at most <see cref="RunMerge.MostDigests"/>.</summary>
    public IReadOnlyList<Guid> Digests { get; init; } = [];
}
