using System.Data;
using System.Text.RegularExpressions;
using Npgsql;

namespace Telemetry.Aggregation.Data;

/// <summary>Queries with positional parameters and a row as a record.</summary>
internal static partial class Sql
{
    /// <summary>All rows.</summary>
    public static async Task<List<T>> QueryAsync<T>(
        this NpgsqlDataSource dataSource, string sql, IReadOnlyList<NpgsqlParameter> parameters, Func<NpgsqlDataReader, T> row, CancellationToken cancellationToken)
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
    public static async Task<List<T>> RowsAsync<T>(this NpgsqlDataReader reader, Func<NpgsqlDataReader, T> row, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(row(reader));
        await reader.NextResultAsync(cancellationToken);
        return rows;
    }

    /// <summary>
    /// Answers of several statements that must agree with each other: they see the database as it is at the first one.
    /// </summary>
    /// <param name="dataSource">The database.</param>
    /// <param name="raw">A table with a partition per day. None may come into being meanwhile: it would hide what moves to it, since its rows are newer than what is seen.</param>
    /// <param name="read">Asks.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<T> InSnapshotAsync<T>(
        this NpgsqlDataSource dataSource, string raw, Func<NpgsqlConnection, Task<T>> read, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await using (var command = new NpgsqlCommand($"lock table only analytics.{raw} in access share mode", connection))
            await command.ExecuteNonQueryAsync(cancellationToken);
        var answer = await read(connection);
        await transaction.CommitAsync(cancellationToken);
        return answer;
    }

    /// <summary>A text, or null.</summary>
    public static NpgsqlParameter Text(string? value) => new() { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text, Value = value is null ? DBNull.Value : value };

    /// <summary>A pattern for <c>ilike</c> that finds a text anywhere, or null. Wildcards in the text are text.</summary>
    public static NpgsqlParameter Pattern(string? text) => Text(text is null ? null : $"%{Wildcard().Replace(text, @"\$0")}%");

    /// <summary>Texts, or null.</summary>
    public static NpgsqlParameter Texts(IEnumerable<string>? values) =>
        new() { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Text, Value = values is null ? DBNull.Value : values.ToArray() };

    /// <summary>A value.</summary>
    public static NpgsqlParameter Value<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };

    /// <summary>A day, or null.</summary>
    public static NpgsqlParameter Day(DateOnly? value) => new() { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Date, Value = value is { } day ? day : DBNull.Value };

    /// <summary>A time (UTC), or null.</summary>
    public static DateTime? Time(this NpgsqlDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetDateTime(ordinal);

    [GeneratedRegex(@"[\\%_]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Wildcard();
}
