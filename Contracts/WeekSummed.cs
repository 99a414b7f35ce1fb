namespace Telemetry.Contracts;

/// <summary>The sums of a week and of the week before it, for the weekly digest.</summary>
public sealed record WeekSummed
{
    /// <summary>Equal for the same week: there is one digest a week.</summary>
    public required Guid Id { get; init; }

    /// <summary>The week's Monday (UTC).</summary>
    public required DateOnly From { get; init; }

    /// <summary>Its runs.</summary>
    public required RunSums Runs { get; init; }

    /// <summary>The runs of the week before.</summary>
    public required RunSums RunsBefore { get; init; }

    /// <summary>Starts of containers.</summary>
    public required long Starts { get; init; }

    /// <summary>Starts in the week before.</summary>
    public required long StartsBefore { get; init; }

    /// <summary>Active instances at the week's end.</summary>
    public required long ActiveInstances { get; init; }

    /// <summary>Active instances at the end of the week before.</summary>
    public required long ActiveInstancesBefore { get; init; }

    /// <summary>The most used scripts; at most ten.</summary>
    public required IReadOnlyList<ScriptSums> TopScripts { get; init; }

    /// <summary>The scripts that fail most often, of those with at least ten finished runs; at most ten.</summary>
    public required IReadOnlyList<ScriptSums> WorstScripts { get; init; }

    /// <summary>Versions first seen in this week or the one before, with their adoption; at most twenty.</summary>
    public required IReadOnlyList<VersionAdoption> NewVersions { get; init; }
}

/// <summary>Runs by outcome.</summary>
public sealed record RunSums(long Total, long Succeeded, long Failed, long Aborted);

/// <summary>A script's runs by outcome.</summary>
public sealed record ScriptSums(string Script, RunSums Runs);

/// <summary>The share of an application's active instances that run a version.</summary>
public sealed record VersionAdoption(string Application, string Version, long Instances, long OfInstances);
