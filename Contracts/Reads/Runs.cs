using System.Runtime.InteropServices;
using System.Text.Json.Serialization;

namespace Telemetry.Contracts.Reads;

/// <summary>
/// The runs of a scope. Lists of days are without gaps and begin with the oldest; rates are percentages of success + failed.
/// </summary>
public sealed record RunSummary
{
    public long TotalInstalls { get; init; }

    public long TotalAllTime { get; init; }

    public long SampleSize { get; init; }

    public long SuccessCount { get; init; }

    public long FailedCount { get; init; }

    public long AbortedCount { get; init; }

    /// <summary>Without an outcome yet.</summary>
    public long InstallingCount { get; init; }

    [SuppressedWith(nameof(SuccessCount), nameof(FailedCount))]
    public double SuccessRate { get; init; }

    public IReadOnlyList<AppCount> TopApps { get; init; } = [];

    public IReadOnlyList<OsCount> OsDistribution { get; init; } = [];

    public IReadOnlyList<MethodCount> MethodStats { get; init; } = [];

    public IReadOnlyList<VersionCount> PveVersions { get; init; } = [];

    public IReadOnlyList<TypeCount> TypeStats { get; init; } = [];

    /// <summary>The parts that error texts share, which are text of clients.</summary>
    [AdminOnly]
    public IReadOnlyList<PatternCount> ErrorAnalysis { get; init; } = [];

    /// <summary>Scripts of at least 10 runs, the highest failure rate first.</summary>
    public IReadOnlyList<FailedApp> FailedApps { get; init; } = [];

    public IReadOnlyList<RunDay> DailyStats { get; init; } = [];

    public IReadOnlyList<GpuCount> GpuStats { get; init; } = [];

    public IReadOnlyList<CategoryCount> ErrorCategories { get; init; } = [];

    public IReadOnlyList<ToolCount> TopTools { get; init; } = [];

    public IReadOnlyList<AddonCount> TopAddons { get; init; } = [];

    /// <summary>Seconds.</summary>
    [SuppressedWith(nameof(SuccessCount))]
    public double AvgInstallDuration { get; init; }

    public long TotalTools { get; init; }

    public long TotalAddons { get; init; }

    public IReadOnlyList<SlugCount> RepoSlugs { get; init; } = [];

    public IReadOnlyList<ResourceDay> ResourceTrends { get; init; } = [];

    /// <summary>As many days before; null: no run began then.</summary>
    public PreviousRuns? Previous { get; init; }

    /// <summary>The newest 20. A single run belongs to one person.</summary>
    [AdminOnly]
    public IReadOnlyList<RunRecord> RecentRecords { get; init; } = [];
}

public sealed record PreviousRuns
{
    public long TotalInstalls { get; init; }

    public long SuccessCount { get; init; }

    public long FailedCount { get; init; }

    public long AbortedCount { get; init; }

    public long InstallingCount { get; init; }

    [SuppressedWith(nameof(SuccessCount), nameof(FailedCount))]
    public double SuccessRate { get; init; }

    [SuppressedWith(nameof(SuccessCount))]
    public double AvgInstallDuration { get; init; }
}

/// <summary>Errors that share a text, and the scripts with most of them.</summary>
public sealed record PatternCount(string Pattern, long Count, long UniqueApps, string Apps);

public sealed record FailedApp
{
    public string App { get; init; } = "";

    public string Type { get; init; } = "";

    public long TotalCount { get; init; }

    public long FailedCount { get; init; }

    [SuppressedWith(nameof(FailedCount), nameof(TotalCount))]
    public double FailureRate { get; init; }
}

public sealed record RunDay(DateOnly Date, long Success, long Failed, long Aborted);

/// <summary>A day's averages over the runs that sent the value; 0: none did.</summary>
public sealed record ResourceDay
{
    public DateOnly Date { get; init; }

    public long Runs { get; init; }

    [SuppressedWith(nameof(Runs))]
    public double AvgCores { get; init; }

    [SuppressedWith(nameof(Runs))]
    public double AvgRamMb { get; init; }

    [SuppressedWith(nameof(Runs))]
    public double AvgDiskGb { get; init; }
}

/// <summary>The scripts of a scope.</summary>
public sealed record ScriptList
{
    [NotACount]
    public long TotalScripts { get; init; }

    public long TotalInstalls { get; init; }

    /// <summary>The 100 that ran most often.</summary>
    public IReadOnlyList<Script> TopScripts { get; init; } = [];

    /// <summary>The 20 youngest.</summary>
    public IReadOnlyList<Script> RecentScripts { get; init; } = [];
}

/// <summary>A script's runs.</summary>
public sealed record Script
{
    public string App { get; init; } = "";

    public string Type { get; init; } = "";

    public long Total { get; init; }

    public long Success { get; init; }

    public long Failed { get; init; }

    public long Aborted { get; init; }

    /// <summary>Without an outcome yet.</summary>
    public long Installing { get; init; }

    [SuppressedWith(nameof(Success), nameof(Failed))]
    public double SuccessRate { get; init; }

    /// <summary>Since its first run ever.</summary>
    [NotACount]
    public int DaysOld { get; init; }

    [SuppressedWith(nameof(Total))]
    public double InstallsPerDay { get; init; }
}

/// <summary>The forks that scripts ran from.</summary>
public sealed record RepoSlugList(IReadOnlyList<SlugCount> RepoSlugs);

/// <summary>
/// The errors of a scope: failed and aborted runs. Shares are percentages of all errors. The list of days is without gaps and begins with
/// the oldest.
/// </summary>
public sealed record ErrorReport
{
    public long TotalErrors { get; init; }

    public long TotalInstalls { get; init; }

    /// <summary>Percentage of success + failed.</summary>
    [SuppressedWith(nameof(TotalErrors))]
    public double OverallFailRate { get; init; }

    public IReadOnlyList<ExitCodeErrors> ExitCodeStats { get; init; } = [];

    public IReadOnlyList<CategoryErrors> CategoryStats { get; init; } = [];

    public IReadOnlyList<AppErrors> AppErrors { get; init; } = [];

    public IReadOnlyList<ErrorDay> ErrorTimeline { get; init; } = [];

    /// <summary>The newest 50. A single run belongs to one person.</summary>
    [AdminOnly]
    public IReadOnlyList<RunError> RecentErrors { get; init; } = [];

    /// <summary>Runs without an outcome for longer than STUCK_AFTER_HOURS.</summary>
    public long StuckInstalling { get; init; }
}

/// <summary>Errors with an exit code.</summary>
public sealed record ExitCodeErrors
{
    [NotACount]
    public int ExitCode { get; init; }

    public long Count { get; init; }

    [SuppressedWith(nameof(Count))]
    public double Percentage { get; init; }

    /// <summary>The meaning of the code.</summary>
    public string Description { get; init; } = "";

    /// <summary>"unknown" if the code alone does not tell.</summary>
    public string Category { get; init; } = "";
}

/// <summary>Errors of a category, and the scripts with most of them.</summary>
public sealed record CategoryErrors
{
    public string Category { get; init; } = "";

    public long Count { get; init; }

    [SuppressedWith(nameof(Count))]
    public double Percentage { get; init; }

    public string TopApps { get; init; } = "";
}

/// <summary>A script's errors, and their most frequent exit code, text and category.</summary>
public sealed record AppErrors
{
    public string App { get; init; } = "";

    public string Type { get; init; } = "";

    public long TotalCount { get; init; }

    public long FailedCount { get; init; }

    public long AbortedCount { get; init; }

    [SuppressedWith(nameof(FailedCount), nameof(TotalCount))]
    public double FailureRate { get; init; }

    [SuppressedWith(nameof(FailedCount), nameof(AbortedCount))]
    public int? TopExitCode { get; init; }

    /// <summary>The part that error texts share, which is text of clients.</summary>
    [AdminOnly]
    public string TopError { get; init; } = "";

    [SuppressedWith(nameof(FailedCount), nameof(AbortedCount))]
    public string? TopCategory { get; init; }
}

public sealed record ErrorDay(DateOnly Date, long Failed, long Aborted);

/// <summary>A run that failed or was aborted.</summary>
/// <param name="Error">The end of the masked log.</param>
public sealed record RunError(
    string Nsapp, string Type, string Status, int ExitCode, string ErrorCategory, string OsType, string OsVersion, DateTime Created,
        string Error);

/// <summary>A page of runs. Beyond the last page: no records, and the same totals.</summary>
public sealed record RunRecordPage
{
    [AdminOnly]
    public IReadOnlyList<RunRecord> Records { get; init; } = [];

    [NotACount]
    public int Page { get; init; }

    [NotACount]
    public int Limit { get; init; }

    /// <summary>On all pages.</summary>
    public long Total { get; init; }

    /// <summary>Computed from the total beside it, which may be suppressed.</summary>
    [NotACount]
    public long TotalPages { get; init; }
}

/// <summary>A run: the fields of its posts, its times and its steps. Values that were not sent are 0, "" or false.</summary>
public sealed record RunRecord
{
    /// <summary>The client's session.</summary>
    public string RandomId { get; init; } = "";

    /// <summary>The run's identity.</summary>
    public string ExecutionId { get; init; } = "";

    /// <summary>lxc, vm, turnkey, pve, addon or tool.</summary>
    public string Type { get; init; } = "";

    /// <summary>The script.</summary>
    public string Nsapp { get; init; } = "";

    /// <summary>installing, validation, configuring, success, failed, aborted or unknown.</summary>
    public string Status { get; init; } = "";

    /// <summary>0 unprivileged, 1 privileged, 2 something else.</summary>
    public int CtType { get; init; }

    /// <summary>GB.</summary>
    public int DiskSize { get; init; }

    public int CoreCount { get; init; }

    /// <summary>MB.</summary>
    public int RamSize { get; init; }

    /// <summary>0 to 255.</summary>
    public int ExitCode { get; init; }

    /// <summary>Seconds.</summary>
    public int InstallDuration { get; init; }

    /// <summary>The guest's operating system, for example "debian".</summary>
    public string OsType { get; init; } = "";

    /// <summary>For example "13".</summary>
    public string OsVersion { get; init; } = "";

    public string PveVersion { get; init; } = "";

    /// <summary>For example "default".</summary>
    public string Method { get; init; } = "";

    /// <summary>The masked log.</summary>
    public string Error { get; init; } = "";

    /// <summary>For example "nvidia".</summary>
    public string GpuVendor { get; init; } = "";

    public string GpuModel { get; init; } = "";

    /// <summary>How the guest gets the GPU.</summary>
    public string GpuPassthrough { get; init; } = "";

    /// <summary>For example "intel".</summary>
    public string CpuVendor { get; init; } = "";

    public string CpuModel { get; init; } = "";

    public string RamSpeed { get; init; } = "";

    /// <summary>Of a failed or aborted run, as it counts in the sums.</summary>
    public string ErrorCategory { get; init; } = "";

    /// <summary>ProxmoxVE, ProxmoxVED or external.</summary>
    public string RepoSource { get; init; } = "";

    /// <summary>For example "community-scripts/ProxmoxVE".</summary>
    public string RepoSlug { get; init; } = "";

    /// <summary>Whether the script supports ARM.</summary>
    public bool HasArm { get; init; }

    /// <summary>The host's architecture.</summary>
    public string Arch { get; init; } = "";

    /// <summary>The host's platform.</summary>
    public string Platform { get; init; } = "";

    /// <summary>The first post (UTC).</summary>
    public DateTime Created { get; init; }

    /// <summary>The newest post (UTC).</summary>
    public DateTime Updated { get; init; }

    /// <summary>The steps in order: JSON of <see cref="RunStep"/> in a string, as the protocol has it.</summary>
    public string Pipeline { get; init; } = "";
}

/// <summary>A step of a run.</summary>
/// <param name="Status">As the client posted it.</param>
/// <param name="At">When (UTC).</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RunStep([property: JsonPropertyName("s")] string Status, [property: JsonPropertyName("t")] DateTime At);

/// <summary>Runs that will be closed, since they have had no outcome for too long.</summary>
/// <param name="CheckInterval">As Go writes it: 1m0s.</param>
public sealed record CleanupStatus(long StuckCount, [property: NotACount] int StuckAfterHours, string CheckInterval, bool Enabled);

/// <param name="Updated">Runs that were closed.</param>
public sealed record CleanupRun(int Updated, string Message);
