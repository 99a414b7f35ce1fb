using Npgsql;
using Telemetry.Aggregation.Intake.Kinds;
using Telemetry.Contracts;

namespace Telemetry.Aggregation.Intake;

/// <summary>What happens with staged reports: one statement after the other in one round trip, each step a file under Sql.</summary>
internal static class Steps
{
    // Each with what of the content it is for.
    private static readonly IReadOnlyList<Step> OfReports =
    [
        // Instances and their snapshots, which have current rollups in common.
        new("touched", [ReportKind.Instance, ReportKind.Snapshot]),
        new("before", [ReportKind.Instance, ReportKind.Snapshot]),
        new("news", [ReportKind.Instance], Counts: true),
        new("statuses", [ReportKind.Instance]),
        new("purge", [InstanceKind.Deletions]),
        new("instances", [ReportKind.Instance]),
        new("late", [ReportKind.Snapshot], Counts: true),
        new("overtaken", [ReportKind.Snapshot]),
        new("applications", [ReportKind.Instance, ReportKind.Snapshot]),
        new("fresh", [ReportKind.Snapshot], Counts: true),
        new("revive", [SnapshotKind.Old]),
        new("moved", [ReportKind.Snapshot]),
        new("version_days", [ReportKind.Snapshot]),
        new("presence", [ReportKind.Snapshot]),
        new("presence_days", [ReportKind.Instance, ReportKind.Snapshot]),
        new("metric_hours", [ReportKind.Snapshot]),
        new("metric_days", [ReportKind.Snapshot]),
        new("app_hours", [ReportKind.Snapshot]),
        new("states", [ReportKind.Snapshot]),
        new("counted", [ReportKind.Instance, ReportKind.Snapshot]),
        new("introduced", [ReportKind.Instance]),
        new("shifts", [ReportKind.Instance, ReportKind.Snapshot]),
        new("app_counts", [ReportKind.Instance, ReportKind.Snapshot]),
        new("app_versions", [ReportKind.Instance, ReportKind.Snapshot]),
        new("app_values", [ReportKind.Instance, ReportKind.Snapshot]),
        new("current_metrics", [ReportKind.Instance, ReportKind.Snapshot]),

        new("run_patterns", [RunKind.Changed]),
        new("run_rows", [RunKind.Changed]),
        new("run_moments", [RunKind.Changed]),
        new("run_days", [RunKind.Changed]),
        new("run_script_days", [RunKind.Changed]),
        new("run_script_hours", [RunKind.Changed]),
        new("run_value_days", [RunKind.Changed]),
        new("run_failure_days", [RunKind.Changed]),
        new("run_totals", [RunKind.Changed]),
        new("run_scripts", [RunKind.Changed]),
        new("run_counters", [RunKind.Changed]),

        new("start_rows", [ReportKind.Start], Counts: true),
        new("start_days", [ReportKind.Start]),
        new("start_value_days", [ReportKind.Start]),
        new("start_time_days", [ReportKind.Start]),

        new("refused_posts", [ReportKind.Refused], Counts: true),
    ];

    private static readonly IReadOnlyList<Step> OfAbsence =
    [
        new("absent"), new("before"), new("counted"), new("shifts"), new("app_counts"), new("app_versions"), new("app_values"),
        new("current_metrics"),
    ];

    /// <summary>Runs them on what is staged, and adds to the content what they have counted, by their names.</summary>
    /// <returns>How many rows they wrote.</returns>
    public static async Task<long> RunAsync(NpgsqlConnection connection, Content content, CancellationToken cancellationToken)
    {
        var steps = OfReports.Where(step => step.For.Any(what => content[what] > 0)).ToList();
        if (steps.Count == 0)
            return 0;

        await using var batch = connection.CreateBatch();
        foreach (var statement in steps.SelectMany(step => step.Statements))
            batch.BatchCommands.Add(new NpgsqlBatchCommand(statement));

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        foreach (var step in steps.Where(step => step.Counts))
        {
            await reader.ReadAsync(cancellationToken);
            content[step.Name] = reader.GetInt64(0);
            await reader.NextResultAsync(cancellationToken);
        }

        await reader.CloseAsync();
        return Math.Max(0, reader.RecordsAffected);
    }

    /// <summary>Takes some of those who have become silent out of the current rollups.</summary>
    /// <returns>Whether there were any.</returns>
    public static async Task<bool> RunAbsenceAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var batch = connection.CreateBatch();
        foreach (var statement in OfAbsence.SelectMany(step => step.Statements))
            batch.BatchCommands.Add(new NpgsqlBatchCommand(statement));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return batch.BatchCommands[0].RecordsAffected > 0;
    }

    // Counts: one of its statements selects one number.
    private sealed record Step(string Name, string[] For, bool Counts = false)
    {
        public Step(string name)
            : this(name, [])
        {
        }

        public IReadOnlyList<string> Statements { get; } = EmbeddedSql.ReadStatements(Name);
    }
}
