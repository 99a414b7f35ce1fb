namespace Telemetry.Tests.Aggregation;

/// <summary>A script's run as Ingestion tells of it.</summary>
public sealed class TestRun(string script = "homeassistant", DateTimeOffset? start = null)
{
    public string ExecutionId { get; init; } = Guid.NewGuid().ToString();

    public DateTimeOffset Start { get; } = start ?? DateTimeOffset.UtcNow;

    /// <summary>A post as the real client's first one: it tells everything.</summary>
    public RunReported Begins() => Posts("installing") with
    {
        ContainerType = 1,
        DiskSize = 8,
        CoreCount = 2,
        RamSize = 2048,
        OsType = "debian",
        OsVersion = "13",
        PveVersion = "8.4.1",
        Method = "default",
        Architecture = "x86_64",
        GpuVendor = "intel",
        GpuModel = "Iris Xe",
        GpuPassthrough = "igpu",
        CpuVendor = "intel",
        CpuModel = "N100",
        RamSpeed = "4800",
        HasArm = false,
        Platform = "proxmox",
    };

    /// <summary>A post with little but its status.</summary>
    /// <param name="status">One of the protocol's.</param>
    /// <param name="after">Since the run's start.</param>
    public RunReported Posts(string status, TimeSpan after = default) => new()
    {
        ReceivedAt = DateTimeOffset.UtcNow,
        Digest = Guid.NewGuid(),
        At = Start + after,
        ExecutionId = ExecutionId,
        RandomId = ExecutionId,
        Type = "lxc",
        Script = script,
        Status = status,
        RepoSource = "ProxmoxVE",
        RepoSlug = "community-scripts/ProxmoxVE",
    };

    public RunReported Fails(int? exitCode, string error = "", TimeSpan after = default) =>
        Posts("failed", after) with { ExitCode = exitCode, Error = error };
}
