using Telemetry.Aggregation.Runs;

namespace Telemetry.Aggregation.Rollups;

internal static class RunRollups
{
    public static IReadOnlyList<RollupStep> Steps { get; } =
    [
        // Before runs.upsert, since it may replace the pattern of a staged run.
        Step("run_patterns.insert"),
        Step("run_keys.upsert"),
        Step("runs.upsert", ("columns", RunTable.Columns), ("updates", RunTable.Updates)),
        Step("run_buckets.upsert", ("unit", "minute")),
        Step("run_buckets.upsert", ("unit", "second")),
        Step("run_days.upsert"),
        Step("run_script_days.upsert"),
        Step("run_script_hours.upsert"),
        Step("run_value_days.upsert"),
        Step("run_failure_days.upsert"),
        Step("run_totals.upsert"),
        Step("run_scripts.upsert"),
        Step("run_counters.upsert"),
    ];

    private static RollupStep Step(string file, params (string Name, string Value)[] placeholders) =>
        new(file, StagedRows.Runs, returnsCount: false, placeholders);
}
