using Npgsql;

namespace Telemetry.Aggregation.Rollups;

/// <summary>An SQL file of this folder, run on the staged rows.</summary>
/// <param name="file">The table that it writes and the operation, for example <c>app_counts.upsert</c>.</param>
/// <param name="reads">The staged rows that it reads; without any of them it is skipped.</param>
/// <param name="returnsCount">Whether one of its statements selects one number.</param>
/// <param name="placeholders">Replaced in the file: <c>{name}</c> by the value.</param>
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

/// <summary>What steps wrote.</summary>
/// <param name="Rows">In all tables.</param>
/// <param name="Counts">Of the steps that return one.</param>
internal sealed record RollupResult(long Rows, IReadOnlyDictionary<RollupStep, long> Counts)
{
    /// <summary>The number that a step returned; 0 for a skipped one.</summary>
    public long this[RollupStep step] => Counts.GetValueOrDefault(step);
}

/// <summary>Runs steps in one round trip.</summary>
internal static class RollupSteps
{
    /// <summary>Moves refused posts to quarantine; returns how many are new.</summary>
    public static RollupStep RefusedPosts { get; } = new("quarantine.insert_refused", StagedRows.RefusedPosts, returnsCount: true);

    // Instances come before anything that refers to them; the other kinds are independent of each other.
    private static readonly IReadOnlyList<RollupStep> All =
        [.. InstanceRollups.Steps, .. RunRollups.Steps, .. StartRollups.Steps, RefusedPosts];

    /// <summary>Runs all steps that read some of the staged rows.</summary>
    public static Task<RollupResult> RunAsync(NpgsqlConnection connection, StagedRows staged, CancellationToken cancellationToken) =>
        RunAsync(connection, [.. All.Where(step => (step.Reads & staged) != StagedRows.None)], cancellationToken);

    /// <summary>Runs steps in their order.</summary>
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
