using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Telemetry.Import.Sources;

/// <summary>mattermost-telemetry's SQLite file: the table is found by its columns, since its name differs.</summary>
internal sealed class SqliteSource : ISource
{
    private const int PageSize = 1000;

    private static readonly string[] RequiredColumns = ["instance_id", "image_version", "architecture"];
    private static readonly string[] Times = ["created_at", "collected_at", "received_at"];

    private static readonly string[] Texts = ["instance_id", "image_version", "architecture", "db_type", "telemetry_version"];
    private static readonly string[] PossiblyEmptyTexts = ["container_runtime", "os", "timestamp"];

    private readonly string _path;
    private readonly SqliteConnection _connection;

    /// <summary>Opens the file read-only.</summary>
    public SqliteSource(string path)
    {
        _path = Path.GetFullPath(path);
        var connection = new SqliteConnectionStringBuilder { DataSource = _path, Mode = SqliteOpenMode.ReadOnly, Pooling = false };
        _connection = new(connection.ConnectionString);
    }

    public string Location => _path;

    public Task<long?> MeasureAsync(string? cursor, CancellationToken cancellationToken) => ReadAsync(async () =>
    {
        var table = await FindTableAsync(cancellationToken);
        await using var command = _connection.CreateCommand();
        command.CommandText = $"select count(*) from {Quoted(table.Name)} where rowid > $after";
        command.Parameters.AddWithValue("$after", After(cursor));
        return (long?)await command.ExecuteScalarAsync(cancellationToken);
    });

    public async IAsyncEnumerable<SourceRecord> ReadAsync(string? cursor, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var table = await ReadAsync(() => FindTableAsync(cancellationToken));
        var after = After(cursor);
        var done = 0L;
        while (true)
        {
            var rows = await ReadAsync(() => PageAsync(table, after, cancellationToken));
            foreach (var row in rows)
            {
                after = (long)row["rowid"];
                yield return new()
                {
                    Kind = Kinds.Starts,
                    Position = $"row {after}",
                    Cursor = after.ToString(CultureInfo.InvariantCulture),
                    Done = ++done,
                    Json = RecordJson.Object(writer => Write(writer, row, table.Time)),
                };
            }

            if (rows.Count < PageSize)
                yield break;
        }
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static long After(string? cursor) => cursor is null ? long.MinValue : long.Parse(cursor, CultureInfo.InvariantCulture);

    private static void Write(Utf8JsonWriter writer, Dictionary<string, object> row, string time)
    {
        // Two starts may differ in nothing but the id.
        writer.WriteNumber("id", (long)row["rowid"]);
        // The protocol requires these; older tables lack some of them.
        foreach (var name in Texts)
            writer.WriteString(name, row.GetValueOrDefault(name) is { } value and not DBNull ? Text(value) : "unknown");
        foreach (var name in PossiblyEmptyTexts)
            writer.WriteString(name, Text(row.GetValueOrDefault(name)));
        if (row.GetValueOrDefault("startup_time_ms") is long milliseconds)
            writer.WriteNumber("startup_time_ms", milliseconds);
        else if (row.GetValueOrDefault("startup_time_ms") is { } other and not DBNull)
            writer.WriteString("startup_time_ms", Text(other));
        writer.WriteString(
            "created_at", row[time] is long unixTime ? SourceTime.Normalise(unixTime) : SourceTime.Normalise(Text(row[time])));
    }

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private async Task<List<Dictionary<string, object>>> PageAsync(Table table, long after, CancellationToken cancellationToken)
    {
        await using var command = _connection.CreateCommand();
        command.CommandText =
            $"""
            select rowid as rowid, {string.Join(", ", table.Columns.Select(Quoted))}
            from {Quoted(table.Name)}
            where rowid > $after
            order by rowid
            limit $limit
            """;
        command.Parameters.AddWithValue("$after", after);
        command.Parameters.AddWithValue("$limit", PageSize);

        var rows = new List<Dictionary<string, object>>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var row = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase) { ["rowid"] = reader.GetInt64(0) };
            for (var column = 1; column < reader.FieldCount; column++)
                row[table.Columns[column - 1]] = reader.GetValue(column);
            rows.Add(row);
        }

        return rows;
    }

    private async Task<Table> FindTableAsync(CancellationToken cancellationToken)
    {
        await _connection.OpenAsync(cancellationToken);
        await using var command = _connection.CreateCommand();
        command.CommandText =
            """
            select m.name, c.name
            from sqlite_schema m join pragma_table_info(m.name) c
            where m.type = 'table'
            order by m.name, c.cid
            """;
        var columns = new List<(string Table, string Name)>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            columns.Add((reader.GetString(0), reader.GetString(1)));

        foreach (var table in columns.GroupBy(column => column.Table, column => column.Name, StringComparer.Ordinal))
        {
            var time = Times.FirstOrDefault(name => table.Contains(name, StringComparer.OrdinalIgnoreCase));
            if (time is not null && RequiredColumns.All(name => table.Contains(name, StringComparer.OrdinalIgnoreCase)))
                return new(table.Key, [.. table.Where(name => !name.Equals("rowid", StringComparison.OrdinalIgnoreCase))], time);
        }

        throw new SourceException($"The file has no table with the columns {string.Join(", ", RequiredColumns)} and created_at");
    }

    private static async Task<T> ReadAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (SqliteException e)
        {
            throw new SourceException($"The file cannot be read: {e.Message}", e);
        }
    }

    private sealed record Table(string Name, IReadOnlyList<string> Columns, string Time);
}
