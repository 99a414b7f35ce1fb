namespace Telemetry.Aggregation.Reads.Runs;

internal sealed record RunFilter(RunScope Scope)
{
    /// <summary>Each status is a column of run_script_days.</summary>
    public static IReadOnlyList<string> AllStatuses { get; } =
        ["installing", "validation", "configuring", "success", "failed", "aborted", "unknown"];

    public static IReadOnlyList<string> Types { get; } = ["lxc", "vm", "turnkey", "pve", "addon", "tool"];

    public IReadOnlyList<string> Statuses { get; init; } = AllStatuses;

    /// <summary>A part of the script's name, in any case.</summary>
    public string? Search { get; init; }

    public string? Os { get; init; }

    public string? Type { get; init; }

    /// <summary>Whether all runs of the scope pass.</summary>
    public bool IsWhole => Search is null && Os is null && Type is null && Statuses.Count == AllStatuses.Count;

    /// <summary>$1 to $4 as in the scope; $5 pattern, $6 type, $7 operating system, each or null.</summary>
    public NpgsqlParameter[] Parameters()
    {
        var parameters = Scope.Parameters();
        // The sums of runs are kept longer than the runs.
        if (Scope.From < Scope.RawFrom)
            parameters[0] = Sql.Value(Scope.RawFrom);
        return [.. parameters, Sql.Pattern(Search), Sql.Text(Type), Sql.Text(Os)];
    }
}
