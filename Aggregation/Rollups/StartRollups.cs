namespace Telemetry.Aggregation.Rollups;

/// <summary>Starts of containers (<c>Starts/*.sql</c>).</summary>
internal static class StartRollups
{
    /// <summary>Returns the number of new starts.</summary>
    public static RollupStep Starts { get; } = new("starts.insert", StagedRows.Starts, returnsCount: true);

    /// <summary>The steps of staged starts.</summary>
    public static IReadOnlyList<RollupStep> Steps { get; } =
    [
        Starts,
        new("start_days.upsert", StagedRows.Starts),
        new("start_value_days.upsert", StagedRows.Starts),
        new("start_time_days.upsert", StagedRows.Starts),
    ];
}
