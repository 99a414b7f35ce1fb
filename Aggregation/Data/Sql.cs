using System.Data;
using System.Text.RegularExpressions;
using NpgsqlTypes;
using Telemetry.Contracts.Reads;

namespace Telemetry.Aggregation.Data;

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

    /// <summary>JSON that the database has built, in the first column of the first row; null without a row.</summary>
    public static async Task<byte[]?> QueryJsonAsync(
        this NpgsqlDataSource dataSource, string sql, IReadOnlyList<NpgsqlParameter> parameters, CancellationToken cancellationToken) =>
        (await dataSource.QueryAsync(sql, parameters, row => row.GetJson(0), cancellationToken)).FirstOrDefault();

    public static async Task<List<T>> RowsAsync<T>(
        this NpgsqlDataReader reader, Func<NpgsqlDataReader, T> row, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(row(reader));
        await reader.NextResultAsync(cancellationToken);
        return rows;
    }

    /// <summary>
    /// Runs statements on one snapshot of the database, so that their results agree. No partition of <c>raw</c> may be created meanwhile:
    /// rows that move to a new one are newer than the snapshot and would be missing.
    /// </summary>
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

    /// <summary>A pattern for <c>ilike</c> that finds the text anywhere; wildcards in the text are escaped.</summary>
    public static NpgsqlParameter Pattern(string? text) => Text(text is null ? null : $"%{Wildcard().Replace(text, @"\$0")}%");

    public static NpgsqlParameter Texts(IEnumerable<string>? values) =>
        new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text, Value = values is null ? DBNull.Value : values.ToArray() };

    public static NpgsqlParameter Value<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };

    public static NpgsqlParameter Day(DateOnly? value) =>
        new() { NpgsqlDbType = NpgsqlDbType.Date, Value = value is { } day ? day : DBNull.Value };

    public static byte[] GetJson(this NpgsqlDataReader reader, int ordinal) => CompactJson.Of(reader.GetFieldValue<byte[]>(ordinal));

    public static DateTime? Time(this NpgsqlDataReader reader, int ordinal) =>
        reader.IsDBNull(ordinal) ? null : reader.GetDateTime(ordinal);

    [GeneratedRegex(@"[\\%_]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Wildcard();
}
