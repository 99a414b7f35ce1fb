using System.Text.Json;

namespace Telemetry.Contracts;

/// <summary>An active instance sent a snapshot of its metrics, and its signature was verified over the exact bytes.</summary>
public sealed record SnapshotReceived : InstanceReport
{
    /// <summary>The first 16 bytes of SHA-256 over the instance's id and the body's bytes: equal for the same bytes sent again.</summary>
    public required Guid Digest { get; init; }

    /// <summary>When the instance took the snapshot, by its own clock (UTC): not older than 30 days, at most 5 minutes ahead.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>The application, for the case that this overtakes the instance's registration.</summary>
    public required ApplicationName Application { get; init; }

    /// <summary>The application's version that the instance had registered with when it sent this, or "".</summary>
    public string Version { get; init; } = "";

    /// <summary>A JSON object of at most 256 keys: numbers are metrics, strings labels; anything else is kept and not counted.</summary>
    public required JsonElement Metrics { get; init; }
}
