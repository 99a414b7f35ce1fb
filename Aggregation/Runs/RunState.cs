using System.ComponentModel.DataAnnotations.Schema;

namespace Telemetry.Aggregation.Runs;

/// <summary>
/// A run: a row of <c>analytics.runs</c>. Times are UTC with the precision of the database, microseconds; "" and null mean not sent. A
/// further field needs a migration and a line in <see cref="RunMerge"/>.
/// </summary>
internal sealed record RunState
{
    [Column("run_key")]
    public required Guid Key { get; init; }

    /// <summary>Of the first post that arrived; its day is the day of the rollups. It never changes.</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>Of the newest post.</summary>
    public required DateTime UpdatedAt { get; init; }

    public required string ExecutionId { get; init; }

    public required string RandomId { get; init; }

    [Column("app")]
    public required string Script { get; init; }

    /// <summary>lxc, vm, turnkey, pve, addon or tool.</summary>
    public required string Type { get; init; }

    public required string Status { get; init; }

    /// <summary>As the client sent it: the outcome, or the newest step while there is none.</summary>
    public required string StatusSent { get; init; }

    /// <summary>Of the post with the outcome; null while there is none.</summary>
    public DateTime? OutcomeAt { get; init; }

    /// <summary>Set by <see cref="RunMerge.TimeOut"/>.</summary>
    public bool TimedOut { get; init; }

    /// <summary>0 to 255.</summary>
    public int? ExitCode { get; init; }

    public string Error { get; init; } = "";

    /// <summary>See <see cref="ErrorCategory"/>; "" for runs that did not fail.</summary>
    public string Category { get; init; } = "";

    public string CategorySent { get; init; } = "";

    /// <summary>See <see cref="ErrorPattern"/>; "" for runs that did not fail.</summary>
    public string Pattern { get; init; } = "";

    public required string Repo { get; init; }

    /// <summary>For example "community-scripts/ProxmoxVE".</summary>
    public string Slug { get; init; } = "";

    /// <summary>For example "debian".</summary>
    public string OsType { get; init; } = "";

    /// <summary>For example "13".</summary>
    public string OsVersion { get; init; } = "";

    public string PveVersion { get; init; } = "";

    /// <summary>For example "default".</summary>
    public string Method { get; init; } = "";

    /// <summary>0 unprivileged, 1 privileged, 2 something else.</summary>
    [Column("ct_type")]
    public int? ContainerType { get; init; }

    /// <summary>GB.</summary>
    public int? DiskSize { get; init; }

    public int? CoreCount { get; init; }

    /// <summary>MB.</summary>
    public int? RamSize { get; init; }

    /// <summary>Seconds.</summary>
    public int? InstallDuration { get; init; }

    public bool? HasArm { get; init; }

    [Column("arch")]
    public string Architecture { get; init; } = "";

    public string Platform { get; init; } = "";

    public string GpuVendor { get; init; } = "";

    public string GpuModel { get; init; } = "";

    public string GpuPassthrough { get; init; } = "";

    public string CpuVendor { get; init; } = "";

    public string CpuModel { get; init; } = "";

    public string RamSpeed { get; init; } = "";

    /// <summary>In order of time; at most <see cref="RunSteps.Max"/>.</summary>
    public IReadOnlyList<RunStep> Steps { get; init; } = [];

    /// <summary>Of the newest posts, to detect duplicates; at most <see cref="RunMerge.MaxDigests"/>.</summary>
    public IReadOnlyList<Guid> Digests { get; init; } = [];
}
