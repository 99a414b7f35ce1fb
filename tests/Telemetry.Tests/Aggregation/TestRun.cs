namespace Telemetry.Tests.Aggregation;

/// <summary>Creates the messages that Ingestion publishes for a run of a script.</summary>
public sealed class TestRun(string script = "homeassistant", DateTimeOffset? start = null)
{
    public string ExecutionId { get; init; } = Guid.NewGuid().ToString();

    public DateTimeOffset Start { get; } = start ?? DateTimeOffset.UtcNow;

    /// <summary>The first post of a client, with all its fields.</summary>
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

    /// <summary>A post with only the required fields.</summary>
    /// <param name="status">A status of the protocol.</param>
    /// <param name="after">Time since the start of the run.</param>
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
