namespace Telemetry.Contracts;

/// <summary>A container started.</summary>
public sealed record StartReported : Report
{
    /// <summary>The first 16 bytes of SHA-256 over the body's bytes: equal for the same bytes sent again.</summary>
    public required Guid Digest { get; init; }

    /// <summary>The time of the event (UTC): the reception or, for imported history, the time in the source.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Made up by the client; mostly a new one for each start.</summary>
    public required string InstanceId { get; init; }

    /// <summary>The image's version.</summary>
    public required string ImageVersion { get; init; }

    /// <summary>For example "x86_64".</summary>
    public required string Architecture { get; init; }

    /// <summary>For example "docker"; often "".</summary>
    public required string ContainerRuntime { get; init; }

    /// <summary>From the start to readiness, in milliseconds.</summary>
    public required ulong StartupTimeMs { get; init; }

    /// <summary>For example "postgres".</summary>
    public required string DbType { get; init; }

    /// <summary>The version of the client's telemetry.</summary>
    public required string TelemetryVersion { get; init; }

    /// <summary>For example "linux", or "".</summary>
    public string Os { get; init; } = "";

    /// <summary>The client's own time, as sent, or "".</summary>
    public string Timestamp { get; init; } = "";
}
