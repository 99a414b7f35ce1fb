using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Telemetry.Ingestion.Runs;

/// <summary>
/// A post of a run: its fields and their limits, for the OpenAPI document and for <see cref="RunParser"/>, which is more lenient: it
/// truncates texts, and takes texts for numbers.
/// </summary>
/// <param name="RandomId">The client's session; a longer one is cut, as is every text.</param>
/// <param name="Type">What is installed.</param>
/// <param name="Script">The script.</param>
/// <param name="Status">installing, validation, configuring, success, failed, aborted; anything else is unknown.</param>
/// <param name="ExecutionId">The run; random_id where it is missing.</param>
/// <param name="ContainerType">0 unprivileged, 1 privileged, 2 something else. All numbers may be strings, also with a unit.</param>
/// <param name="DiskSize">GB.</param>
/// <param name="CoreCount">Processor cores.</param>
/// <param name="RamSize">MB.</param>
/// <param name="ExitCode">Of the script.</param>
/// <param name="InstallDuration">Seconds.</param>
/// <param name="OsType">For example debian; - and none mean that it is not set.</param>
/// <param name="OsVersion">For example 13.</param>
/// <param name="PveVersion">For example 8.4.1.</param>
/// <param name="Method">For example default or advanced.</param>
/// <param name="Error">The log's end. Addresses, hosts and secrets in it are masked before it is stored.</param>
/// <param name="ErrorCategory">As the client sees it; an unlisted one is unknown.</param>
/// <param name="RepoSource">ProxmoxVE, ProxmoxVED or external; by repo_slug where it is missing.</param>
/// <param name="RepoSlug">For example community-scripts/ProxmoxVE.</param>
/// <param name="HasArm">Whether the script supports ARM.</param>
/// <param name="Architecture">The host's architecture.</param>
/// <param name="Platform">The host's platform.</param>
/// <param name="GpuVendor">For example nvidia.</param>
/// <param name="GpuModel">As the host tells it.</param>
/// <param name="GpuPassthrough">How the guest gets the GPU.</param>
/// <param name="CpuVendor">For example intel.</param>
/// <param name="CpuModel">As the host tells it.</param>
/// <param name="RamSpeed">As the host tells it.</param>
internal sealed record RunBody(
    [property: MaxLength(64)] string RandomId,
    [property: AllowedValues("lxc", "vm", "turnkey", "pve", "addon", "tool")] string Type,
    [property: JsonPropertyName("nsapp"), MaxLength(64)] string Script,
    string Status,
    [property: MaxLength(64)] string? ExecutionId = null,
    [property: JsonPropertyName("ct_type"), Range(0, RunLimits.ContainerType)] int? ContainerType = null,
    [property: Range(0, RunLimits.DiskSize)] int? DiskSize = null,
    [property: Range(0, RunLimits.CoreCount)] int? CoreCount = null,
    [property: Range(0, RunLimits.RamSize)] int? RamSize = null,
    [property: Range(0, RunLimits.ExitCode)] int? ExitCode = null,
    [property: Range(0, RunLimits.InstallDuration)] int? InstallDuration = null,
    [property: MaxLength(32)] string? OsType = null,
    [property: MaxLength(32)] string? OsVersion = null,
    [property: MaxLength(32)] string? PveVersion = null,
    [property: MaxLength(32)] string? Method = null,
    [property: MaxLength(131_072)] string? Error = null,
    string? ErrorCategory = null,
    string? RepoSource = null,
    [property: MaxLength(128)] string? RepoSlug = null,
    bool? HasArm = null,
    [property: JsonPropertyName("arch"), MaxLength(32)] string? Architecture = null,
    [property: MaxLength(64)] string? Platform = null,
    [property: MaxLength(16)] string? GpuVendor = null,
    [property: MaxLength(64)] string? GpuModel = null,
    [property: MaxLength(16)] string? GpuPassthrough = null,
    [property: MaxLength(16)] string? CpuVendor = null,
    [property: MaxLength(64)] string? CpuModel = null,
    [property: MaxLength(16)] string? RamSpeed = null);
