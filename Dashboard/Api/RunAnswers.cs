namespace Telemetry.Dashboard.Api;

/// <summary>How the runs of a scope fared. Lists begin with the most frequent, those of days with the oldest; rates are percentages.</summary>
internal sealed record RunSummary
{
    /// <summary>All, whatever became of them.</summary>
    public long TotalInstalls { get; init; }

    /// <summary>Those of all days.</summary>
    public long TotalAllTime { get; init; }

    /// <summary>How many the numbers are computed from.</summary>
    public long SampleSize { get; init; }

    /// <summary>Succeeded.</summary>
    public long SuccessCount { get; init; }

    /// <summary>Failed.</summary>
    public long FailedCount { get; init; }

    /// <summary>Stopped by their users.</summary>
    public long AbortedCount { get; init; }

    /// <summary>Without an outcome yet.</summary>
    public long InstallingCount { get; init; }

    /// <summary>Of those that succeeded or failed.</summary>
    public double SuccessRate { get; init; }

    /// <summary>Seconds.</summary>
    public double AvgInstallDuration { get; init; }

    /// <summary>By the guest's operating system.</summary>
    public IReadOnlyList<OfOs> OsDistribution { get; init; } = [];

    /// <summary>By method.</summary>
    public IReadOnlyList<OfMethod> MethodStats { get; init; } = [];

    /// <summary>By Proxmox VE's version.</summary>
    public IReadOnlyList<OfVersion> PveVersions { get; init; } = [];

    /// <summary>By type.</summary>
    public IReadOnlyList<OfType> TypeStats { get; init; } = [];

    /// <summary>By what error texts have in common.</summary>
    public IReadOnlyList<OfPattern> ErrorAnalysis { get; init; } = [];

    /// <summary>The scripts of at least 10 runs that fail most often.</summary>
    public IReadOnlyList<FailedScript> FailedApps { get; init; } = [];

    /// <summary>A day each, without gaps.</summary>
    public IReadOnlyList<OfDay> DailyStats { get; init; } = [];

    /// <summary>By GPU.</summary>
    public IReadOnlyList<OfGpu> GpuStats { get; init; } = [];

    /// <summary>Runs of tools.</summary>
    public IReadOnlyList<OfTool> TopTools { get; init; } = [];

    /// <summary>Runs of addons.</summary>
    public IReadOnlyList<OfAddon> TopAddons { get; init; } = [];

    /// <summary>By fork.</summary>
    public IReadOnlyList<OfSlug> RepoSlugs { get; init; } = [];

    /// <summary>What guests got, a day each.</summary>
    public IReadOnlyList<Resources> ResourceTrends { get; init; } = [];

    /// <summary>As many days before; null where no run began then.</summary>
    public Before? Previous { get; init; }

    /// <summary>Sums of the days before.</summary>
    internal sealed record Before(
        long TotalInstalls, long SuccessCount, long FailedCount, long AbortedCount, long InstallingCount, double SuccessRate, double AvgInstallDuration);

    /// <summary>Runs of an operating system.</summary>
    internal sealed record OfOs(string? Os, long Count);

    /// <summary>Runs of a method.</summary>
    internal sealed record OfMethod(string? Method, long Count);

    /// <summary>Runs on a version.</summary>
    internal sealed record OfVersion(string? Version, long Count);

    /// <summary>Runs of a type.</summary>
    internal sealed record OfType(string? Type, long Count);

    /// <summary>Errors with a text in common, and the scripts that have them.</summary>
    internal sealed record OfPattern(string? Pattern, long Count, long UniqueApps, string? Apps);

    /// <summary>A script that fails.</summary>
    internal sealed record FailedScript(string? App, string? Type, long TotalCount, long FailedCount, double FailureRate);

    /// <summary>A day's outcomes.</summary>
    internal sealed record OfDay(DateOnly Date, long Success, long Failed, long Aborted);

    /// <summary>Runs with a GPU.</summary>
    internal sealed record OfGpu(string? Vendor, string? Passthrough, long Count);

    /// <summary>Runs of a tool.</summary>
    internal sealed record OfTool(string? Tool, long Count);

    /// <summary>Runs of an addon.</summary>
    internal sealed record OfAddon(string? Addon, long Count);

    /// <summary>Runs of a fork.</summary>
    internal sealed record OfSlug(string? Slug, long Count);

    /// <summary>A day's averages; 0 where no run told.</summary>
    internal sealed record Resources(DateOnly Date, double AvgCores, double AvgRamMb, double AvgDiskGb);
}

/// <summary>The scripts of a scope.</summary>
internal sealed record ScriptList
{
    /// <summary>How many different ones ran.</summary>
    public long TotalScripts { get; init; }

    /// <summary>Those that ran most often.</summary>
    public IReadOnlyList<Script> TopScripts { get; init; } = [];

    /// <summary>A script's runs; Installing: without an outcome yet.</summary>
    internal sealed record Script(
        string? App, string? Type, long Total, long Success, long Failed, long Aborted, long Installing, double SuccessRate, int DaysOld,
        double InstallsPerDay);
}

/// <summary>What went wrong in a scope. Errors are failed and aborted runs; rates and shares are percentages.</summary>
internal sealed record ErrorReport
{
    /// <summary>Failed and aborted runs.</summary>
    public long TotalErrors { get; init; }

    /// <summary>All runs.</summary>
    public long TotalInstalls { get; init; }

    /// <summary>Of the runs that succeeded or failed.</summary>
    public double OverallFailRate { get; init; }

    /// <summary>By exit code.</summary>
    public IReadOnlyList<OfExitCode> ExitCodeStats { get; init; } = [];

    /// <summary>By category.</summary>
    public IReadOnlyList<OfCategory> CategoryStats { get; init; } = [];

    /// <summary>By script.</summary>
    public IReadOnlyList<OfApp> AppErrors { get; init; } = [];

    /// <summary>A day each, without gaps.</summary>
    public IReadOnlyList<OfDay> ErrorTimeline { get; init; } = [];

    /// <summary>Errors with an exit code, and what it means.</summary>
    internal sealed record OfExitCode(int ExitCode, long Count, string? Description, string? Category, double Percentage);

    /// <summary>Errors of a category.</summary>
    internal sealed record OfCategory(string? Category, long Count, double Percentage, string? TopApps);

    /// <summary>A script's errors, and what it fails with most often.</summary>
    internal sealed record OfApp(
        string? App, string? Type, long TotalCount, long FailedCount, long AbortedCount, double FailureRate, int TopExitCode, string? TopError,
        string? TopCategory);

    /// <summary>A day's errors.</summary>
    internal sealed record OfDay(DateOnly Date, long Failed, long Aborted);
}

/// <summary>A page of runs.</summary>
/// <param name="Records">In the order asked for.</param>
/// <param name="Total">How many fit the search, on all pages.</param>
internal sealed record RunRecordPage(IReadOnlyList<RunRecord> Records, long Total);

/// <summary>A run. What its client did not tell is 0, "" or null.</summary>
internal sealed record RunRecord
{
    /// <summary>Its identity.</summary>
    public string? ExecutionId { get; init; }

    /// <summary>The client's session.</summary>
    public string? RandomId { get; init; }

    /// <summary>The script.</summary>
    public string? Nsapp { get; init; }

    /// <summary>lxc, vm, turnkey, pve, addon or tool.</summary>
    public string? Type { get; init; }

    /// <summary>installing, validation, configuring, success, failed, aborted or unknown.</summary>
    public string Status { get; init; } = "";

    /// <summary>The first post.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>0 to 255.</summary>
    public int ExitCode { get; init; }

    /// <summary>As it counts.</summary>
    public string? ErrorCategory { get; init; }

    /// <summary>The masked log.</summary>
    public string? Error { get; init; }

    /// <summary>Seconds.</summary>
    public int InstallDuration { get; init; }

    /// <summary>The guest's operating system.</summary>
    public string? OsType { get; init; }

    /// <summary>Its version.</summary>
    public string? OsVersion { get; init; }

    /// <summary>Proxmox VE's version.</summary>
    public string? PveVersion { get; init; }

    /// <summary>For example "default".</summary>
    public string? Method { get; init; }

    /// <summary>0 unprivileged, 1 privileged, 2 something else.</summary>
    public int CtType { get; init; }

    /// <summary>GB.</summary>
    public int DiskSize { get; init; }

    /// <summary>Processor cores.</summary>
    public int CoreCount { get; init; }

    /// <summary>MB.</summary>
    public int RamSize { get; init; }

    /// <summary>For example "nvidia".</summary>
    public string? GpuVendor { get; init; }

    /// <summary>As the host tells it.</summary>
    public string? GpuModel { get; init; }

    /// <summary>How the guest gets the GPU.</summary>
    public string? GpuPassthrough { get; init; }

    /// <summary>For example "intel".</summary>
    public string? CpuVendor { get; init; }

    /// <summary>As the host tells it.</summary>
    public string? CpuModel { get; init; }

    /// <summary>As the host tells it.</summary>
    public string? RamSpeed { get; init; }

    /// <summary>The host's architecture.</summary>
    public string? Arch { get; init; }

    /// <summary>The host's platform.</summary>
    public string? Platform { get; init; }

    /// <summary>ProxmoxVE, ProxmoxVED or external.</summary>
    public string? RepoSource { get; init; }

    /// <summary>The fork.</summary>
    public string? RepoSlug { get; init; }

    /// <summary>The steps: JSON in a string.</summary>
    public string? Pipeline { get; init; }
}

/// <summary>A step of a run.</summary>
/// <param name="S">The status.</param>
/// <param name="T">When it was told.</param>
internal sealed record RunStep(string? S, DateTimeOffset? T);

/// <summary>Runs that never told how they ended.</summary>
/// <param name="StuckCount">How many there are now.</param>
/// <param name="StuckAfterHours">After so long without a word.</param>
internal sealed record CleanupStatus(long StuckCount, int StuckAfterHours);

/// <summary>What a clean-up did.</summary>
/// <param name="Updated">How many runs were closed.</param>
internal sealed record CleanupRun(int Updated);
