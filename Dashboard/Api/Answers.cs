using System.Text.Json;

namespace Telemetry.Dashboard.Api;

/// <summary>An application. Asked for alone, it has metrics and versions as well.</summary>
internal sealed record Application
{
    /// <summary>Its identity, as in addresses.</summary>
    public string Slug { get; init; } = "";

    /// <summary>As the first instance wrote it.</summary>
    public string? Name { get; init; }

    /// <summary>Its repository, if an admin set one.</summary>
    public string? GithubUrl { get; init; }

    /// <summary>Its logo, if an admin set one.</summary>
    public string? LogoUrl { get; init; }

    /// <summary>Stars of the repository.</summary>
    public long Stars { get; init; }

    /// <summary>When they were counted; null: not yet.</summary>
    public DateTimeOffset? StarsUpdatedAt { get; init; }

    /// <summary>Of any status.</summary>
    public long TotalInstances { get; init; }

    /// <summary>Active and seen within 30 days.</summary>
    public long ActiveInstances { get; init; }

    /// <summary>The newest of all instances; null if there is none.</summary>
    public DateTimeOffset? LastSeenAt { get; init; }

    /// <summary>The version of most active instances, or "".</summary>
    public string? TopVersion { get; init; }

    /// <summary>Sums over the active instances.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Metrics { get; init; }

    /// <summary>The active instances by version.</summary>
    public IReadOnlyList<VersionCount>? Versions { get; init; }
}

/// <summary>How many active instances run a version.</summary>
/// <param name="Version">As the instances wrote it, or "".</param>
/// <param name="Count">The number of instances.</param>
internal sealed record VersionCount(string? Version, long Count);

/// <summary>An instance. Asked for alone, it has platform, registration time and snapshots as well.</summary>
internal sealed record Instance
{
    /// <summary>Its identity.</summary>
    public Guid InstanceId { get; init; }

    /// <summary>The application's name.</summary>
    public string? AppName { get; init; }

    /// <summary>The application's slug.</summary>
    public string AppSlug { get; init; } = "";

    /// <summary>The application's version, or "".</summary>
    public string? AppVersion { get; init; }

    /// <summary>For example "production", or "".</summary>
    public string? Environment { get; init; }

    /// <summary>pending, active or revoked.</summary>
    public string Status { get; init; } = "";

    /// <summary>The newest snapshot's time, or the registration's while there is none.</summary>
    public DateTimeOffset? LastSeenAt { get; init; }

    /// <summary>For example "docker", or "".</summary>
    public string? DeploymentMode { get; init; }

    /// <summary>For example "linux/amd64", or "".</summary>
    public string? OsArch { get; init; }

    /// <summary>The first registration.</summary>
    public DateTimeOffset? RegisteredAt { get; init; }

    /// <summary>The newest snapshot's content: any keys, any values.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Metrics { get; init; }

    /// <summary>The newest snapshots, newest first.</summary>
    public IReadOnlyList<Snapshot>? Snapshots { get; init; }
}

/// <summary>What an instance said of itself at one time.</summary>
/// <param name="Timestamp">By the instance's clock.</param>
/// <param name="ReceivedAt">By ours.</param>
/// <param name="Metrics">Any keys, any values.</param>
internal sealed record Snapshot(DateTimeOffset Timestamp, DateTimeOffset ReceivedAt, IReadOnlyDictionary<string, JsonElement>? Metrics);

/// <summary>An application's metrics over time.</summary>
/// <param name="Timestamps">The start of each bucket, oldest first.</param>
/// <param name="Metrics">Per metric a number or null for each of them.</param>
internal sealed record MetricSeries(IReadOnlyList<DateTimeOffset> Timestamps, IReadOnlyDictionary<string, IReadOnlyList<JsonElement>> Metrics);
