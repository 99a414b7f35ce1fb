using System.Text.Json;
using System.Text.Json.Serialization;

namespace Telemetry.Contracts.Reads;

/// <summary>The last two members are only present if the application is read alone.</summary>
public sealed record Application
{
    public Guid Id { get; init; }

    /// <summary>The identity, as in addresses.</summary>
    public string Slug { get; init; } = "";

    /// <summary>As its first instance sent it.</summary>
    public string Name { get; init; } = "";

    /// <summary>Of its repository on GitHub; 0 if unknown.</summary>
    [NotACount]
    public long Stars { get; init; }

    /// <summary>An https address, or "".</summary>
    public string LogoUrl { get; init; } = "";

    public DateTime CreatedAt { get; init; }

    public DateTime UpdatedAt { get; init; }

    /// <summary>https://github.com/owner/repo</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? GithubUrl { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTime? StarsUpdatedAt { get; init; }

    /// <summary>Registered instances of any status.</summary>
    public long TotalInstances { get; init; }

    /// <summary>Active ones seen within 30 days.</summary>
    public long ActiveInstances { get; init; }

    /// <summary>The newest time of all instances; null without instances.</summary>
    [SuppressedWith(nameof(TotalInstances), nameof(ActiveInstances))]
    public DateTime? LastSeenAt { get; init; }

    /// <summary>The version of most active instances, or "".</summary>
    [SuppressedWith(nameof(TotalInstances), nameof(ActiveInstances))]
    public string? TopVersion { get; init; }

    /// <summary>The sum of each metric over the active instances.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RawJson<IReadOnlyDictionary<string, JsonElement>>? Metrics { get; init; }

    /// <summary>The active instances by version.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<VersionCount>? Versions { get; init; }
}

/// <summary>All applications and totals.</summary>
public sealed record Overview
{
    /// <summary>Registered instances of any status.</summary>
    public long TotalInstances { get; init; }

    /// <summary>Active ones seen within 30 days.</summary>
    public long ActiveInstances { get; init; }

    /// <summary>Runs of scripts, of all time.</summary>
    public long Runs { get; init; }

    /// <summary>Starts of containers, of all time.</summary>
    public long Starts { get; init; }

    /// <summary>The last 30 days (UTC), oldest first.</summary>
    public IReadOnlyList<DateOnly> Days { get; init; } = [];

    /// <summary>The application with the most active instances first.</summary>
    public IReadOnlyList<ApplicationOverview> Applications { get; init; } = [];
}

/// <summary>An application on the overview.</summary>
public sealed record ApplicationOverview
{
    public string Slug { get; init; } = "";

    public string Name { get; init; } = "";

    public long TotalInstances { get; init; }

    public long ActiveInstances { get; init; }

    [SuppressedWith(nameof(TotalInstances), nameof(ActiveInstances))]
    public DateTime? LastSeenAt { get; init; }

    /// <summary>The highest version number that an active instance runs, or "".</summary>
    [SuppressedWith(nameof(NewestVersionInstances), nameof(TotalInstances), nameof(ActiveInstances))]
    public string? NewestVersion { get; init; }

    /// <summary>Active instances that run it.</summary>
    public long NewestVersionInstances { get; init; }

    /// <summary>An entry per day: instances with a snapshot on it or the 29 days before.</summary>
    public IReadOnlyList<long> ActiveOverTime { get; init; } = [];
}

/// <summary>An application's instances by day; an entry per day in each list.</summary>
/// <param name="Days">Oldest first, without gaps (UTC).</param>
/// <param name="Active">With a snapshot on that day or the 29 before.</param>
/// <param name="Quiet">Those of them whose newest snapshot was 7 or more days old.</param>
/// <param name="New">With their first snapshot on that day.</param>
/// <param name="Gone">Whose last snapshot was 30 days old on that day.</param>
public sealed record InstancesOverTime(
    IReadOnlyList<DateOnly> Days, IReadOnlyList<long> Active, IReadOnlyList<long> Quiet, IReadOnlyList<long> New, IReadOnlyList<long> Gone);

/// <summary>Which versions an application's active instances ran each day; an entry per day in each list of numbers.</summary>
/// <param name="Days">Oldest first, without gaps (UTC).</param>
/// <param name="Active">Active instances of all versions.</param>
/// <param name="Versions">The most used versions of these days, the most used first.</param>
/// <param name="Others">Active instances of all other versions.</param>
/// <param name="Releases">More of the most used versions, the youngest first, over all time.</param>
public sealed record VersionsOverTime(
    IReadOnlyList<DateOnly> Days,
    IReadOnlyList<long> Active,
    IReadOnlyList<VersionSeries> Versions,
    IReadOnlyList<long> Others,
    IReadOnlyList<Release> Releases);

/// <summary>Active instances of a version by day.</summary>
public sealed record VersionSeries(string Version, IReadOnlyList<long> Instances);

/// <summary>How a version spread.</summary>
public sealed record Release
{
    public string Version { get; init; } = "";

    /// <summary>The first day on which an instance ran it.</summary>
    [SuppressedWith(nameof(Instances))]
    public DateOnly? FirstSeen { get; init; }

    /// <summary>Active instances on the last day.</summary>
    public long Instances { get; init; }

    /// <summary>From the first day to the day on which half of the active instances ran it; null if that day has not come.</summary>
    [NotACount]
    public int? DaysToHalf { get; init; }

    /// <summary>The same for nine in ten.</summary>
    [NotACount]
    public int? DaysToNineTenths { get; init; }

    /// <summary>The largest share of the active instances that ever ran it on a day, in percent.</summary>
    [SuppressedWith(nameof(Instances))]
    public double HighestShare { get; init; }
}

/// <summary>Active instances by what they run on: the most frequent values.</summary>
/// <param name="ActiveInstances">All of them.</param>
/// <param name="Os">Operating systems.</param>
/// <param name="Architecture">Processors.</param>
/// <param name="DeploymentMode">For example "docker".</param>
/// <param name="Environment">For example "production".</param>
public sealed record Distributions(
    long ActiveInstances,
    IReadOnlyList<ValueCount> Os,
    IReadOnlyList<ValueCount> Architecture,
    IReadOnlyList<ValueCount> DeploymentMode,
    IReadOnlyList<ValueCount> Environment);
