using System.Text.Json;
using System.Text.Json.Serialization;

namespace Telemetry.Contracts.Reads;

/// <summary>The last three members are only present if the instance is read alone. "" was not sent.</summary>
public sealed record Instance
{
    public Guid InstanceId { get; init; }

    public string AppName { get; init; } = "";

    public string AppSlug { get; init; } = "";

    public string AppVersion { get; init; } = "";

    /// <summary>For example "production".</summary>
    public string Environment { get; init; } = "";

    /// <summary>pending, active or revoked.</summary>
    public string Status { get; init; } = "";

    /// <summary>The time of the newest snapshot, or of the registration without one.</summary>
    public DateTime LastSeenAt { get; init; }

    /// <summary>For example "docker".</summary>
    public string DeploymentMode { get; init; } = "";

    /// <summary>The newest snapshot's content: any keys, any values.</summary>
    public RawJson<IReadOnlyDictionary<string, JsonElement>>? Metrics { get; init; }

    /// <summary>For example "linux/amd64".</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OsArch { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTime? RegisteredAt { get; init; }

    /// <summary>The newest 50, newest first.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Snapshot>? Snapshots { get; init; }
}

/// <summary>A snapshot of an instance.</summary>
/// <param name="Timestamp">By the instance's clock.</param>
/// <param name="ReceivedAt">By the platform's clock.</param>
/// <param name="Metrics">Any keys, any values.</param>
public sealed record Snapshot(DateTime Timestamp, DateTime ReceivedAt, RawJson<IReadOnlyDictionary<string, JsonElement>> Metrics);

/// <summary>An event in the life of an instance.</summary>
/// <param name="Event">registered, first_seen, activated, approved, revoked, upgraded, quiet, gone or returned.</param>
/// <param name="At">Midnight (UTC) where only the day is known.</param>
/// <param name="IsDay">Whether only the day is known.</param>
public sealed record TimelineEvent(string Event, DateTime At, bool IsDay)
{
    /// <summary>upgraded: the version before, or "".</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? From { get; init; }

    /// <summary>upgraded, first_seen: the version, or "".</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? To { get; init; }
}
