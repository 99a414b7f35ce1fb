using System.Text.Json;

namespace Telemetry.Contracts;

/// <summary>A snapshot of an active instance's metrics, with a verified signature over the exact bytes.</summary>
public sealed record SnapshotReceived : InstanceReport
{
    /// <summary>The first 16 bytes of SHA-256 over the instance's id and the body's bytes: equal for the same bytes sent again.</summary>
    public required Guid Digest { get; init; }

    /// <summary>The time of the snapshot by the instance's clock (UTC): not older than 30 days, at most 5 minutes ahead.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>The application, in case that this report overtakes the instance's registration.</summary>
    public required ApplicationName Application { get; init; }

    /// <summary>The application's version with which the instance was registered at that time, or "".</summary>
    public string Version { get; init; } = "";

    /// <summary>A JSON object of at most 256 keys: numbers are metrics, strings labels; other values are stored and not counted.</summary>
    public required JsonElement Metrics { get; init; }
}
