namespace Telemetry.Dashboard.Api;

/// <summary>Everything there is.</summary>
internal sealed record OverviewAnswer
{
    /// <summary>Of any status.</summary>
    public long TotalInstances { get; init; }

    /// <summary>Active and seen within 30 days.</summary>
    public long ActiveInstances { get; init; }

    /// <summary>Runs of scripts, of all time.</summary>
    public long Runs { get; init; }

    /// <summary>Starts of containers, of all time.</summary>
    public long Starts { get; init; }

    /// <summary>The most active first.</summary>
    public IReadOnlyList<OfApplication> Applications { get; init; } = [];

    /// <summary>An application.</summary>
    /// <param name="Slug">Its identity, as in addresses.</param>
    /// <param name="Name">As the first instance wrote it.</param>
    /// <param name="TotalInstances">Of any status.</param>
    /// <param name="ActiveInstances">Active and seen within 30 days.</param>
    /// <param name="LastSeenAt">The newest of all instances; null if there is none.</param>
    /// <param name="NewestVersion">The highest number that an active instance runs, or "".</param>
    /// <param name="NewestVersionInstances">How many run it.</param>
    /// <param name="ActiveOverTime">Of the last 30 days, oldest first.</param>
    internal sealed record OfApplication(
        string Slug, string? Name, long TotalInstances, long ActiveInstances, DateTimeOffset? LastSeenAt, string? NewestVersion, long NewestVersionInstances,
        IReadOnlyList<long>? ActiveOverTime);
}

/// <summary>How many instances of an application there were each day; an entry per day in each list.</summary>
/// <param name="Days">Oldest first.</param>
/// <param name="Active">Sent a snapshot on that day or the 29 before.</param>
/// <param name="Quiet">Those of them whose newest one was 7 or more days old.</param>
/// <param name="New">Sent their first one on that day.</param>
/// <param name="Gone">Their last one was 30 days old on that day.</param>
internal sealed record InstancesOverTime(
    IReadOnlyList<DateOnly> Days, IReadOnlyList<long> Active, IReadOnlyList<long> Quiet, IReadOnlyList<long> New, IReadOnlyList<long> Gone);

/// <summary>Which versions an application's active instances ran each day; an entry per day in each list of numbers.</summary>
/// <param name="Days">Oldest first.</param>
/// <param name="Active">Of all versions.</param>
/// <param name="Versions">The most used ones, the most used first.</param>
/// <param name="Others">Of all other versions.</param>
/// <param name="Releases">The youngest first.</param>
internal sealed record VersionsOverTime(
    IReadOnlyList<DateOnly> Days, IReadOnlyList<long> Active, IReadOnlyList<VersionsOverTime.OfVersion> Versions, IReadOnlyList<long> Others,
    IReadOnlyList<VersionsOverTime.Release> Releases)
{
    /// <summary>Instances of a version.</summary>
    internal sealed record OfVersion(string? Version, IReadOnlyList<long> Instances);

    /// <summary>How a version spread.</summary>
    /// <param name="Version">As instances wrote it, or "".</param>
    /// <param name="FirstSeen">The first day on which one ran it; null: that is not told.</param>
    /// <param name="Instances">How many run it today.</param>
    /// <param name="DaysToHalf">Until half of the active instances ran it; null: that day has not come.</param>
    /// <param name="DaysToNineTenths">Until nine in ten did.</param>
    /// <param name="HighestShare">The most that ever ran it, in percent.</param>
    internal sealed record Release(string? Version, DateOnly? FirstSeen, long Instances, int? DaysToHalf, int? DaysToNineTenths, double HighestShare);
}

/// <summary>On what an application's active instances run: the most frequent values, the most frequent first.</summary>
/// <param name="ActiveInstances">All of them.</param>
/// <param name="Os">Operating systems.</param>
/// <param name="Architecture">Processors.</param>
/// <param name="DeploymentMode">For example "docker".</param>
/// <param name="Environment">For example "production".</param>
internal sealed record Distributions(
    long ActiveInstances, IReadOnlyList<Distributions.OfValue> Os, IReadOnlyList<Distributions.OfValue> Architecture,
    IReadOnlyList<Distributions.OfValue> DeploymentMode, IReadOnlyList<Distributions.OfValue> Environment)
{
    /// <summary>How many instances have a value; "" is: not told.</summary>
    internal sealed record OfValue(string? Value, long Count);
}

/// <summary>Something that happened to an instance.</summary>
/// <param name="Event">registered, first_seen, activated, approved, revoked, upgraded, quiet, gone or returned.</param>
/// <param name="At">When; midnight (UTC) where only the day is known.</param>
/// <param name="IsDay">Whether only the day is known.</param>
/// <param name="From">upgraded: the version before.</param>
/// <param name="To">upgraded, first_seen: the version.</param>
internal sealed record TimelineEvent(string Event, DateTimeOffset At, bool IsDay, string? From, string? To);
