using Npgsql;
using NpgsqlTypes;

namespace Telemetry.Aggregation.Runs;

/// <summary>A run before and after something happened to it.</summary>
/// <param name="Before">null: it has just begun.</param>
/// <param name="After">What is to be stored.</param>
internal sealed record RunChange(RunState? Before, RunState After);

/// <summary>Runs as rows: read from <c>analytics.runs</c>, and written to the scratch table from which the steps store them.</summary>
internal static class RunRows
{
    /// <summary>What <see cref="ReadAsync"/> reads.</summary>
    public const string Columns =
        """
        run_key, created_at, updated_at, execution_id, random_id, app, type, status, status_sent, outcome_at, timed_out, exit_code, error,
        category, category_sent, pattern, repo, slug, os_type, os_version, pve_version, method, ct_type, disk_size, core_count, ram_size,
        install_duration, has_arm, arch, platform, gpu_vendor, gpu_model, gpu_passthrough, cpu_vendor, cpu_model, ram_speed, steps, digests
        """;

    /// <summary>Those that are there.</summary>
    public static async Task<Dictionary<Guid, RunState>> LoadAsync(NpgsqlConnection connection, Guid[] keys, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"select {Columns} from analytics.runs_of($1)", connection)
        {
            Parameters = { new() { Value = keys } },
        };
        return (await ReadAsync(command, cancellationToken)).ToDictionary(run => run.Key);
    }

    /// <summary>The result of a command that selects <see cref="Columns"/>.</summary>
    public static async Task<List<RunState>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        var runs = new List<RunState>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            runs.Add(Read(new(reader)));
        return runs;
    }

    /// <summary>Stages changes.</summary>
    public static async Task StageAsync(NpgsqlConnection connection, IReadOnlyList<RunChange> changes, CancellationToken cancellationToken)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            $"copy staged_runs (sign, day, {Columns}) from stdin (format binary)", cancellationToken);
        copy.Timeout = Database.Deadline;
        foreach (var change in changes)
        {
            // What was is subtracted from cells and not stored: its long texts stay where they are.
            if (change.Before is { } before)
                await WriteAsync(new(copy, cancellationToken), -1, before with { Error = "", Steps = [], Digests = [] });
            await WriteAsync(new(copy, cancellationToken), 1, change.After);
        }

        await copy.CompleteAsync(cancellationToken);
    }

    // In the order of Columns, as the next one.
    private static RunState Read(Row row) => new()
    {
        Key = row.Value<Guid>(),
        CreatedAt = row.Value<DateTime>(),
        UpdatedAt = row.Value<DateTime>(),
        ExecutionId = row.Value<string>(),
        RandomId = row.Value<string>(),
        Script = row.Value<string>(),
        Type = row.Value<string>(),
        Status = row.Value<string>(),
        StatusSent = row.Value<string>(),
        OutcomeAt = row.Perhaps<DateTime>(),
        TimedOut = row.Value<bool>(),
        ExitCode = row.Perhaps<int>(),
        Error = row.Value<string>(),
        Category = row.Value<string>(),
        CategorySent = row.Value<string>(),
        Pattern = row.Value<string>(),
        Repo = row.Value<string>(),
        Slug = row.Value<string>(),
        OsType = row.Value<string>(),
        OsVersion = row.Value<string>(),
        PveVersion = row.Value<string>(),
        Method = row.Value<string>(),
        ContainerType = row.Perhaps<int>(),
        DiskSize = row.Perhaps<int>(),
        CoreCount = row.Perhaps<int>(),
        RamSize = row.Perhaps<int>(),
        InstallDuration = row.Perhaps<int>(),
        HasArm = row.Perhaps<bool>(),
        Architecture = row.Value<string>(),
        Platform = row.Value<string>(),
        GpuVendor = row.Value<string>(),
        GpuModel = row.Value<string>(),
        GpuPassthrough = row.Value<string>(),
        CpuVendor = row.Value<string>(),
        CpuModel = row.Value<string>(),
        RamSpeed = row.Value<string>(),
        Steps = RunSteps.FromJson(row.Value<string>()),
        Digests = row.Value<Guid[]>(),
    };

    private static async Task WriteAsync(Line line, int sign, RunState run)
    {
        await line.StartAsync();
        await line.AddAsync(sign, NpgsqlDbType.Integer);
        await line.AddAsync(DateOnly.FromDateTime(run.CreatedAt), NpgsqlDbType.Date);
        await line.AddAsync(run.Key, NpgsqlDbType.Uuid);
        await line.AddAsync(run.CreatedAt, NpgsqlDbType.TimestampTz);
        await line.AddAsync(run.UpdatedAt, NpgsqlDbType.TimestampTz);
        foreach (var text in (string[])[run.ExecutionId, run.RandomId, run.Script, run.Type, run.Status, run.StatusSent])
            await line.AddAsync(text, NpgsqlDbType.Text);
        await line.AddAsync(run.OutcomeAt, NpgsqlDbType.TimestampTz);
        await line.AddAsync(run.TimedOut, NpgsqlDbType.Boolean);
        await line.AddAsync(run.ExitCode, NpgsqlDbType.Integer);
        foreach (var text in (string[])
            [
                run.Error, run.Category, run.CategorySent, run.Pattern, run.Repo, run.Slug, run.OsType, run.OsVersion, run.PveVersion, run.Method,
            ])
        {
            await line.AddAsync(text, NpgsqlDbType.Text);
        }

        foreach (var number in (int?[])[run.ContainerType, run.DiskSize, run.CoreCount, run.RamSize, run.InstallDuration])
            await line.AddAsync(number, NpgsqlDbType.Integer);
        await line.AddAsync(run.HasArm, NpgsqlDbType.Boolean);
        foreach (var text in (string[])
            [
                run.Architecture, run.Platform, run.GpuVendor, run.GpuModel, run.GpuPassthrough, run.CpuVendor, run.CpuModel, run.RamSpeed,
            ])
        {
            await line.AddAsync(text, NpgsqlDbType.Text);
        }

        await line.AddAsync(run.Steps.ToJson(), NpgsqlDbType.Jsonb);
        await line.AddAsync(run.Digests.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Uuid);
    }

    private sealed class Row(NpgsqlDataReader reader)
    {
        private int _column;

        public T Value<T>() => reader.GetFieldValue<T>(_column++);

        public T? Perhaps<T>()
            where T : struct
        {
            var column = _column++;
            return reader.IsDBNull(column) ? null : reader.GetFieldValue<T>(column);
        }
    }

    private sealed class Line(NpgsqlBinaryImporter copy, CancellationToken cancellationToken)
    {
        public Task StartAsync() => copy.StartRowAsync(cancellationToken);

        public Task AddAsync<T>(T value, NpgsqlDbType type) =>
            value is null ? copy.WriteNullAsync(cancellationToken) : copy.WriteAsync(value, type, cancellationToken);
    }
}
