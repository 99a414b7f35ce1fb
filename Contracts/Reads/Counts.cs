namespace Telemetry.Contracts.Reads;

// Lists of counts begin with the most frequent value. "" stands for a value that was not sent.

/// <summary>Runs, starts or active instances of a version.</summary>
public sealed record VersionCount(string Version, long Count);

/// <summary>Active instances that have a value.</summary>
public sealed record ValueCount(string Value, long Count);

/// <summary>Runs of a script.</summary>
public sealed record AppCount(string App, long Count);

/// <summary>Runs by the guest's operating system.</summary>
public sealed record OsCount(string Os, long Count);

/// <summary>Runs by method, for example "default".</summary>
public sealed record MethodCount(string Method, long Count);

/// <summary>Runs by type: lxc, vm, turnkey, pve, addon or tool.</summary>
public sealed record TypeCount(string Type, long Count);

/// <summary>Runs with a GPU, by its vendor and by how the guest gets it.</summary>
public sealed record GpuCount(string Vendor, string Passthrough, long Count);

/// <summary>Failed and aborted runs of an error category.</summary>
public sealed record CategoryCount(string Category, long Count);

/// <summary>Runs of a tool.</summary>
public sealed record ToolCount(string Tool, long Count);

/// <summary>Runs of an addon.</summary>
public sealed record AddonCount(string Addon, long Count);

/// <summary>Runs of a fork, for example "community-scripts/ProxmoxVE".</summary>
public sealed record SlugCount(string Slug, long Count);

/// <summary>Starts on an architecture.</summary>
public sealed record ArchitectureCount(string Architecture, long Count);

/// <summary>Starts by a container runtime.</summary>
public sealed record RuntimeCount(string ContainerRuntime, long Count);

/// <summary>Starts beside a database.</summary>
public sealed record DatabaseCount(string DbType, long Count);
