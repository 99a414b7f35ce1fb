using System.Runtime.InteropServices;
using Npgsql;
using Telemetry.Contracts;

namespace Telemetry.Aggregation.Intake;

/// <summary>What happens with staged reports: one statement after the other in one round trip, each step a file under Sql.</summary>
internal static class Steps
{
    private static readonly IReadOnlyList<Step> OfReports =
    [
        new("touched"),
        new("before"),
        new("news", content => content.Instances > 0, Counts: true),
        new("purge", content => content.Deletions > 0),
        new("instances", content => content.Instances > 0),
        new("late", content => content.Snapshots > 0, Counts: true),
        new("overtaken", content => content.Snapshots > 0),
        new("applications"),
        new("fresh", content => content.Snapshots > 0, Counts: true),
        new("version_days", content => content.Snapshots > 0),
        new("metric_hours", content => content.Snapshots > 0),
        new("metric_days", content => content.Snapshots > 0),
        new("states", content => content.Snapshots > 0),
        new("counted"),
        new("introduced", content => content.Instances > 0),
        new("shifts"),
        new("app_counts"),
        new("app_versions"),
        new("current_metrics"),
    ];

    private static readonly IReadOnlyList<Step> OfAbsence =
    [
        new("absent"), new("before"), new("counted"), new("shifts"), new("app_counts"), new("app_versions"), new("current_metrics"),
    ];

    /// <summary>Runs them on what is staged.</summary>
    public static async Task<Tally> RunAsync(NpgsqlConnection connection, Content content, CancellationToken cancellationToken)
    {
        var steps = OfReports.Where(step => step.AppliesTo is null || step.AppliesTo(content)).ToList();
        await using var batch = connection.CreateBatch();
        foreach (var statement in steps.SelectMany(step => step.Statements))
            batch.BatchCommands.Add(new NpgsqlBatchCommand(statement));

        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        foreach (var step in steps.Where(step => step.Counts))
        {
            await reader.ReadAsync(cancellationToken);
            counts[step.Name] = reader.GetInt64(0);
            await reader.NextResultAsync(cancellationToken);
        }

        return TallyOf(content, counts);
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

    private static Tally TallyOf(Content content, Dictionary<string, long> counts)
    {
        var changes = counts.GetValueOrDefault("news");
        var fresh = counts.GetValueOrDefault("fresh");
        var late = counts.GetValueOrDefault("late");

        var tally = new Tally();
        if (content.Instances > 0)
            tally.Add(ReportKind.Instance, new(changes, content.Instances - changes, Quarantined: 0));
        if (content.Snapshots > 0)
            tally.Add(ReportKind.Snapshot, new(fresh, content.Snapshots - fresh - late, late));
        return tally;
    }

    /// <summary>How much is staged.</summary>
    /// <param name="Instances">Changes of instances.</param>
    /// <param name="Deletions">Those of them that are deletions.</param>
    /// <param name="Snapshots">Snapshots.</param>
    [StructLayout(LayoutKind.Auto)]
    public readonly record struct Content(int Instances, int Deletions, int Snapshots);

    // Counts: one of its statements selects one number.
    private sealed record Step(string Name, Func<Content, bool>? AppliesTo = null, bool Counts = false)
    {
        public IReadOnlyList<string> Statements { get; } = SqlText.Statements(Name);
    }
}
