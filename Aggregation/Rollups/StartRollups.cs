namespace Telemetry.Aggregation.Rollups;

internal static class StartRollups
{
    /// <summary>Returns the number of new starts.</summary>
    public static RollupStep Starts { get; } = new("starts.insert", StagedRows.Starts, returnsCount: true);

    public static IReadOnlyList<RollupStep> Steps { get; } =
    [
        Starts,
        new("start_days.upsert", StagedRows.Starts),
        new("start_value_days.upsert", StagedRows.Starts),
        new("start_time_days.upsert", StagedRows.Starts),
    ];
}
