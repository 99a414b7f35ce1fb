using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Engine;

/// <summary>How a workload is, for the dashboard.</summary>
internal sealed record WorkloadStatus
{
    /// <summary>One of <see cref="KnownResourceStates"/>.</summary>
    public string State { get; init; } = KnownResourceStates.Waiting;

    public HealthStatus? Health { get; init; }

    /// <summary>Why it is not healthy, or could not be started.</summary>
    public string? Fault { get; init; }

    /// <summary>What was started last.</summary>
    public CommandLine? Command { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>While it runs.</summary>
    public int? ProcessId { get; init; }

    /// <summary>Of its last end that nobody asked for.</summary>
    public int? ExitCode { get; init; }

    /// <summary>How often it was started.</summary>
    public int Starts { get; init; }
}
