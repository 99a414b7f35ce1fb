using Npgsql;

namespace Telemetry.Aggregation.Reads.Runs;

/// <summary>The runs of a scope that a list shows.</summary>
/// <param name="Scope">Days, repository, fork.</param>
internal sealed record RunFilter(RunScope Scope)
{
    /// <summary>Every status that a run can have; each is a column of run_script_days.</summary>
    public static IReadOnlyList<string> AllStatuses { get; } =
        ["installing", "validation", "configuring", "success", "failed", "aborted", "unknown"];

    /// <summary>Every type that a run can have.</summary>
    public static IReadOnlyList<string> Types { get; } = ["lxc", "vm", "turnkey", "pve", "addon", "tool"];

    /// <summary>One or some of <see cref="AllStatuses"/>; all, if not given.</summary>
    public IReadOnlyList<string> Statuses { get; init; } = AllStatuses;

    /// <summary>A part of the script's name, in any case.</summary>
    public string? Search { get; init; }

    /// <summary>The guest's operating system.</summary>
    public string? Os { get; init; }

    /// <summary>lxc, vm, ...</summary>
    public string? Type { get; init; }

    /// <summary>Whether it lets through all runs of its scope.</summary>
    public bool IsWhole => Search is null && Os is null && Type is null && Statuses.Count == AllStatuses.Count;

    /// <summary>For SQL: $1 to $4 as the scope has them, $5 pattern or null, $6 type or null, $7 operating system or null.</summary>
    public NpgsqlParameter[] Parameters()
    {
        var parameters = Scope.Parameters();
        // The sums of runs are kept longer than the runs.
        if (Scope.From < Scope.RawFrom)
            parameters[0] = Sql.Value(Scope.RawFrom);
        return [.. parameters, Sql.Pattern(Search), Sql.Text(Type), Sql.Text(Os)];
    }
}
