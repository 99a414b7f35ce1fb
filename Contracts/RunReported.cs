namespace Telemetry.Contracts;

/// <summary>
/// One of several posts of a script about its run. Values are cleaned at entry (limits, spelling, units, masked error text) and otherwise
/// as the client sent them; their effect on the run is computed by the consumer. "" and null were not sent.
/// </summary>
public sealed record RunReported : Report
{
    /// <summary>The first 16 bytes of SHA-256 over the body's bytes: equal for the same bytes sent again.</summary>
    public required Guid Digest { get; init; }

    /// <summary>The time of the event (UTC): the reception or, for imported history, the time in the source.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The run that it belongs to; at most 64 characters.</summary>
    public required string ExecutionId { get; init; }

    /// <summary>The client's session; at most 64 characters.</summary>
    public required string RandomId { get; init; }

    /// <summary>lxc, vm, turnkey, pve, addon or tool.</summary>
    public required string Type { get; init; }

    /// <summary>The script (<c>nsapp</c>); at most 64 characters.</summary>
    public required string Script { get; init; }

    /// <summary>installing, validation, configuring, success, failed, aborted or unknown.</summary>
    public required string Status { get; init; }

    /// <summary>0 unprivileged, 1 privileged, 2 something else.</summary>
    public int? ContainerType { get; init; }

    /// <summary>GB.</summary>
    public int? DiskSize { get; init; }

    /// <summary>Processor cores.</summary>
    public int? CoreCount { get; init; }

    /// <summary>MB.</summary>
    public int? RamSize { get; init; }

    /// <summary>0 to 255.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Seconds.</summary>
    public int? InstallDuration { get; init; }

    /// <summary>For example "debian".</summary>
    public string OsType { get; init; } = "";

    /// <summary>For example "13".</summary>
    public string OsVersion { get; init; } = "";

    /// <summary>Proxmox VE's version, for example "8.4.1".</summary>
    public string PveVersion { get; init; } = "";

    /// <summary>For example "default" or "advanced".</summary>
    public string Method { get; init; } = "";

    /// <summary>The log's end, masked; at most 131,072 characters.</summary>
    public string Error { get; init; } = "";

    /// <summary>As the client sent it: one of the protocol's words.</summary>
    public string ErrorCategory { get; init; } = "";

    /// <summary>ProxmoxVE, ProxmoxVED or external.</summary>
    public string RepoSource { get; init; } = "";

    /// <summary>For example "community-scripts/ProxmoxVE".</summary>
    public string RepoSlug { get; init; } = "";

    /// <summary>Whether the script supports ARM.</summary>
    public bool? HasArm { get; init; }

    /// <summary>The host's architecture.</summary>
    public string Architecture { get; init; } = "";

    /// <summary>The host's platform.</summary>
    public string Platform { get; init; } = "";

    /// <summary>For example "nvidia".</summary>
    public string GpuVendor { get; init; } = "";

    /// <summary>As the host reports it.</summary>
    public string GpuModel { get; init; } = "";

    /// <summary>How the guest gets the GPU.</summary>
    public string GpuPassthrough { get; init; } = "";

    /// <summary>For example "intel".</summary>
    public string CpuVendor { get; init; } = "";

    /// <summary>As the host reports it.</summary>
    public string CpuModel { get; init; } = "";

    /// <summary>As the host reports it, for example "3200".</summary>
    public string RamSpeed { get; init; } = "";
}
