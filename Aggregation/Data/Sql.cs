using System.Data;
using System.Text.RegularExpressions;
using Npgsql;
using NpgsqlTypes;

namespace Telemetry.Aggregation.Data;

/// <summary>Queries with positional parameters and a row as a record.</summary>
internal static partial class Sql
{
    public static async Task<List<T>> QueryAsync<T>(
        this NpgsqlDataSource dataSource, string sql, IReadOnlyList<NpgsqlParameter> parameters, Func<NpgsqlDataReader, T> row,
        CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.RowsAsync(row, cancellationToken);
    }

    /// <summary>JSON that the database has built: the first column of the first row; null: there is no row.</summary>
    public static async Task<byte[]?> QueryJsonAsync(
        this NpgsqlDataSource dataSource, string sql, IReadOnlyList<NpgsqlParameter> parameters, CancellationToken cancellationToken) =>
        (await dataSource.QueryAsync(sql, parameters, row => row.GetFieldValue<byte[]>(0), cancellationToken)).FirstOrDefault();

    /// <summary>All rows of a batch's next result.</summary>
    public static async Task<List<T>> RowsAsync<T>(
        this NpgsqlDataReader reader, Func<NpgsqlDataReader, T> row, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(row(reader));
        await reader.NextResultAsync(cancellationToken);
        return rows;
    }

    /// <summary>Results of several statements that agree with each other: they see the database as of the first one.</summary>
    /// <param name="dataSource">The database.</param>
    /// <param name="raw">
    /// A table with a partition per day. No partition may be created meanwhile: the rows that move to it are newer than the snapshot, so
    /// that they would be missing.
    /// </param>
    /// <param name="read">Runs the statements.</param>
    /// <param name="cancellationToken">Cancels them.</param>
    public static async Task<T> InSnapshotAsync<T>(
        this NpgsqlDataSource dataSource, string raw, Func<NpgsqlConnection, Task<T>> read, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await using (var command = new NpgsqlCommand($"lock table only analytics.{raw} in access share mode", connection))
            await command.ExecuteNonQueryAsync(cancellationToken);
        var result = await read(connection);
        await transaction.CommitAsync(cancellationToken);
        return result;
    }

    public static NpgsqlParameter Text(string? value) =>
        new() { NpgsqlDbType = NpgsqlDbType.Text, Value = value is null ? DBNull.Value : value };

    /// <summary>A pattern for <c>ilike</c> that finds a text anywhere, or null. Wildcards in the text are text.</summary>
    public static NpgsqlParameter Pattern(string? text) => Text(text is null ? null : $"%{Wildcard().Replace(text, @"\$0")}%");

    /// <summary>Texts, or null.</summary>
    public static NpgsqlParameter Texts(IEnumerable<string>? values) =>
        new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text, Value = values is null ? DBNull.Value : values.ToArray() };

    public static NpgsqlParameter Value<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };

    public static NpgsqlParameter Day(DateOnly? value) =>
        new() { NpgsqlDbType = NpgsqlDbType.Date, Value = value is { } day ? day : DBNull.Value };

    /// <summary>A time (UTC), or null.</summary>
    public static DateTime? Time(this NpgsqlDataReader reader, int ordinal) =>
        reader.IsDBNull(ordinal) ? null : reader.GetDateTime(ordinal);

    [GeneratedRegex(@"[\\%_]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Wildcard();
}
