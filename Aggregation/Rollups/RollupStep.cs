namespace Telemetry.Aggregation.Rollups;

/// <summary>
/// An SQL file of a folder here. It is skipped in a batch without any of the staged rows that it reads. The file is named for its table and
/// operation, for example <c>app_counts.upsert</c>; placeholders are <c>{name}</c>.
/// </summary>
internal sealed class RollupStep(
    string file, StagedRows reads, bool returnsCount = false, params (string Name, string Value)[] placeholders)
{
    public StagedRows Reads => reads;

    public bool ReturnsCount => returnsCount;

    public IReadOnlyList<string> Statements { get; } =
    [
        .. EmbeddedSql.ReadStatements($"rollups.{file}")
            .Select(statement => placeholders.Aggregate(
                statement, (sql, placeholder) => sql.Replace($"{{{placeholder.Name}}}", placeholder.Value))),
    ];
}

/// <summary>Rows written in all tables, and the counts of the steps that return one.</summary>
internal sealed record RollupResult(long Rows, IReadOnlyDictionary<RollupStep, long> Counts)
{
    /// <summary>0 for a skipped step.</summary>
    public long this[RollupStep step] => Counts.GetValueOrDefault(step);
}

internal static class RollupSteps
{
    /// <summary>Moves refused posts to quarantine; returns the number of new ones.</summary>
    public static RollupStep RefusedPosts { get; } = new("quarantine.insert_refused", StagedRows.RefusedPosts, returnsCount: true);

    // Instances come before anything that refers to them; the other kinds are independent of each other.
    private static readonly IReadOnlyList<RollupStep> All =
        [.. InstanceRollups.Steps, .. RunRollups.Steps, .. StartRollups.Steps, RefusedPosts];

    public static Task<RollupResult> RunAsync(NpgsqlConnection connection, StagedRows staged, CancellationToken cancellationToken) =>
        RunAsync(connection, [.. All.Where(step => (step.Reads & staged) != StagedRows.None)], cancellationToken);

    public static async Task<RollupResult> RunAsync(
        NpgsqlConnection connection, IReadOnlyList<RollupStep> steps, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<RollupStep, long>();
        if (steps.Count == 0)
            return new(Rows: 0, counts);

        await using var batch = connection.CreateBatch();
        foreach (var statement in steps.SelectMany(step => step.Statements))
            batch.BatchCommands.Add(new NpgsqlBatchCommand(statement));

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        foreach (var step in steps.Where(step => step.ReturnsCount))
        {
            await reader.ReadAsync(cancellationToken);
            counts[step] = reader.GetInt64(0);
            await reader.NextResultAsync(cancellationToken);
        }

        await reader.CloseAsync();
        return new(Math.Max(0, reader.RecordsAffected), counts);
    }
}
