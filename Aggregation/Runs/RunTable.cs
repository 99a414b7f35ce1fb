using System.ComponentModel.DataAnnotations.Schema;
using System.Reflection;
using System.Text.RegularExpressions;
using NpgsqlTypes;

namespace Telemetry.Aggregation.Runs;

internal sealed record RunChange(RunState? Before, RunState After);

/// <summary>
/// Runs as rows of <c>analytics.runs</c> and of the staging table. The columns are the properties of <see cref="RunState"/> in snake_case,
/// or as their <see cref="ColumnAttribute"/> names them: a further property needs a migration and nothing here.
/// </summary>
internal static partial class RunTable
{
    private static readonly IReadOnlyList<Column> All = [.. typeof(RunState).GetProperties().Select(Column.Of)];

    // They identify the run.
    private static readonly string[] Fixed = ["run_key", "created_at", "execution_id"];

    public static string Columns { get; } = string.Join(", ", All.Select(column => column.Name));

    /// <summary>The assignments of an upsert of a known run.</summary>
    public static string Updates { get; } = string.Join(
        ", ", All.Select(column => column.Name).Except(Fixed).Select(name => $"{name} = excluded.{name}"));

    public static async Task<Dictionary<Guid, RunState>> LoadAsync(
        NpgsqlConnection connection, Guid[] keys, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"select {Columns} from analytics.runs_of($1)", connection)
        {
            Parameters = { new() { Value = keys } },
        };
        return (await ReadAsync(command, cancellationToken)).ToDictionary(run => run.Key);
    }

    public static async Task<List<RunState>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        var runs = new List<RunState>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            // Each required property is set below.
            var run = Activator.CreateInstance<RunState>();
            for (var ordinal = 0; ordinal < All.Count; ordinal++)
                All[ordinal].Read(reader, ordinal, run);
            runs.Add(run);
        }

        return runs;
    }

    public static async Task StageAsync(NpgsqlConnection connection, IReadOnlyList<RunChange> changes, CancellationToken cancellationToken)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            $"copy staged_runs (sign, day, {Columns}) from stdin (format binary)", cancellationToken);
        copy.Timeout = Database.Deadline;
        foreach (var change in changes)
        {
            // The row before is subtracted from rollups and not stored, so its long texts are left out.
            if (change.Before is { } before)
                await WriteAsync(copy, -1, before with { Error = "", Steps = [], Digests = [] }, cancellationToken);
            await WriteAsync(copy, 1, change.After, cancellationToken);
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private static async Task WriteAsync(NpgsqlBinaryImporter copy, int sign, RunState run, CancellationToken cancellationToken)
    {
        await copy.StartRowAsync(cancellationToken);
        await copy.WriteAsync(sign, NpgsqlDbType.Integer, cancellationToken);
        await copy.WriteAsync(DateOnly.FromDateTime(run.CreatedAt), NpgsqlDbType.Date, cancellationToken);
        foreach (var column in All)
            await column.WriteAsync(copy, run, cancellationToken);
    }

    [GeneratedRegex("(?<!^)(?=[A-Z])", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InnerCapital();

    // The property of a run that a column holds.
    private abstract class Column(string name)
    {
        public string Name => name;

        public static Column Of(PropertyInfo property)
        {
            var name = property.GetCustomAttribute<ColumnAttribute>()?.Name
                ?? InnerCapital().Replace(property.Name, "_").ToLowerInvariant();
            return property switch
            {
                _ when property.PropertyType == typeof(Guid) => new Column<Guid>(name, property, NpgsqlDbType.Uuid),
                _ when property.PropertyType == typeof(string) => new Column<string>(name, property, NpgsqlDbType.Text),
                _ when property.PropertyType == typeof(int?) => new Column<int?>(name, property, NpgsqlDbType.Integer),
                _ when property.PropertyType == typeof(bool) => new Column<bool>(name, property, NpgsqlDbType.Boolean),
                _ when property.PropertyType == typeof(bool?) => new Column<bool?>(name, property, NpgsqlDbType.Boolean),
                _ when property.PropertyType == typeof(DateTime) => new Column<DateTime>(name, property, NpgsqlDbType.TimestampTz),
                _ when property.PropertyType == typeof(DateTime?) => new Column<DateTime?>(name, property, NpgsqlDbType.TimestampTz),
                _ when property.PropertyType == typeof(IReadOnlyList<Guid>) => new Column<IReadOnlyList<Guid>, Guid[]>(
                    name, property, NpgsqlDbType.Array | NpgsqlDbType.Uuid, digests => [.. digests], digests => digests),
                _ when property.PropertyType == typeof(IReadOnlyList<RunStep>) => new Column<IReadOnlyList<RunStep>, string>(
                    name, property, NpgsqlDbType.Jsonb, steps => steps.ToJson(), RunSteps.FromJson),
                _ => throw new InvalidOperationException($"{property.Name}: no column has the type {property.PropertyType}"),
            };
        }

        public abstract void Read(NpgsqlDataReader reader, int ordinal, RunState run);

        public abstract Task WriteAsync(NpgsqlBinaryImporter copy, RunState run, CancellationToken cancellationToken);
    }

    // A column whose type in the database differs from the property's.
    private class Column<TProperty, TValue>(
        string name, PropertyInfo property, NpgsqlDbType type, Func<TProperty, TValue> toValue, Func<TValue, TProperty> fromValue)
        : Column(name)
    {
        private readonly Func<RunState, TProperty> _get = property.GetMethod!.CreateDelegate<Func<RunState, TProperty>>();
        private readonly Action<RunState, TProperty> _set = property.SetMethod!.CreateDelegate<Action<RunState, TProperty>>();

        public override void Read(NpgsqlDataReader reader, int ordinal, RunState run) =>
            _set(run, fromValue(reader.GetFieldValue<TValue>(ordinal)));

        public override Task WriteAsync(NpgsqlBinaryImporter copy, RunState run, CancellationToken cancellationToken) =>
            toValue(_get(run)) is { } value ? copy.WriteAsync(value, type, cancellationToken) : copy.WriteNullAsync(cancellationToken);
    }

    private sealed class Column<T>(string name, PropertyInfo property, NpgsqlDbType type)
        : Column<T, T>(name, property, type, value => value, value => value);
}
