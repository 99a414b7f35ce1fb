using NpgsqlTypes;

namespace Telemetry.Aggregation.Export;

/// <summary>
/// Reads a kind in pieces of about a megabyte, each by one short statement. Between two pieces no transaction or connection is held,
/// however slow the client is. A row that exists at the start is exported once.
/// </summary>
internal sealed class ExportReader(NpgsqlDataSource dataSource, ExportKind kind, DateTime? from)
{
    private const int PieceBytes = 1 << 20;

    // The limit is twice the number of the rows of the last piece, so that large rows are not read in vain.
    private const int MinRows = 50;
    private const int MaxRows = 5000;

    // The size of a row besides its large columns.
    private const int RowBytes = 300;

    private readonly string _page =
        $"""
        select
          array[{string.Join(", ", kind.Key.Select(column => $"{column}::text"))}], wanted,
          {string.Join(", ", kind.Columns.Select(Cell))}
        from (
          select
            p.*,
            coalesce(
              sum({kind.Size} + {RowBytes}) over (order by {kind.Order} rows between unbounded preceding and 1 preceding), 0) as before
          from ({kind.Rows}) p
        ) p
        where before < {PieceBytes}
        order by {kind.Order}
        """;

    // The next day that has a partition, or rows in the default one. As text, since Npgsql reads the first possible day as minus infinity.
    private readonly string _nextDay = kind.Partitions is var (table, column)
        ? $"""
          select least(
            (select to_date(min(right(c.relname, 8)), 'YYYYMMDD')
             from pg_inherits
             join pg_class c on c.oid = inhrelid
             where inhparent = 'analytics.{table}'::regclass
               and c.relname ~ '^{table}_[0-9]+$'
               and right(c.relname, 8) >= to_char($1::date, 'YYYYMMDD')),
            (select (min({column}) at time zone 'UTC')::date
             from analytics.{table}_default
             where {column} >= $1::date::timestamp at time zone 'UTC'))
          """
        : "";

    private readonly string?[] _cells = new string?[kind.Columns.Count];
    private int _limit = 500;
    private string[]? _key;
    private Range? _range;
    private DateOnly? _nextFrom = DateOnly.FromDateTime(from ?? DateTime.MinValue);

    public long Rows { get; private set; }

    /// <summary>Writes the next rows; false at the end.</summary>
    public async Task<bool> ReadAsync(RowWriter rows, CancellationToken cancellationToken)
    {
        while (_range is not null || await NextRangeAsync(cancellationToken))
        {
            var read = await ReadPageAsync(rows, cancellationToken);
            _limit = Math.Clamp(read * 2, MinRows, MaxRows);
            if (read > 0)
                return true;

            _range = null;
            _key = null;
        }

        return false;
    }

    private async Task<bool> NextRangeAsync(CancellationToken cancellationToken)
    {
        if (_nextFrom is not { } next)
            return false;

        _nextFrom = null;
        if (kind.Partitions is null)
        {
            _range = new(from ?? DateTime.MinValue, DateTime.MaxValue);
            return true;
        }

        var days = await dataSource.QueryAsync(
            _nextDay, [Sql.Text($"{next:yyyy-MM-dd}")], row =>
                row.IsDBNull(0) ? null : (DateOnly?)row.GetFieldValue<DateOnly>(0), cancellationToken);
        if (days is not [{ } day])
            return false;

        var start = day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
        _range = new(start, start.AddDays(1));
        _nextFrom = day.AddDays(1);
        return true;
    }

    private async Task<int> ReadPageAsync(RowWriter rows, CancellationToken cancellationToken)
    {
        var (start, end) = _range!;
        await using var command = dataSource.CreateCommand(_page);
        command.Parameters.Add(Sql.Value(DateTime.SpecifyKind(start, DateTimeKind.Utc)));
        command.Parameters.Add(Sql.Value(DateTime.SpecifyKind(end, DateTimeKind.Utc)));
        command.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text, Value = (object?)_key ?? DBNull.Value });
        command.Parameters.Add(Sql.Value(_limit));

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var read = 0;
        while (await reader.ReadAsync(cancellationToken))
        {
            read++;
            _key = reader.GetFieldValue<string[]>(0);
            if (reader.GetBoolean(1))
                Write(reader, rows);
        }

        return read;
    }

    private void Write(NpgsqlDataReader reader, RowWriter rows)
    {
        const int First = 2;
        for (var i = 0; i < _cells.Length; i++)
            _cells[i] = reader.IsDBNull(First + i) ? null : TextOf(reader, First + i, kind.Columns[i]);
        rows.Write(_cells);
        Rows++;
    }

    private static string TextOf(NpgsqlDataReader reader, int ordinal, ExportColumn column) =>
        column.Type == CellType.Time ? $"{reader.GetDateTime(ordinal):yyyy-MM-ddTHH:mm:ss.FFFFFFK}" : reader.GetString(ordinal);

    private static string Cell(ExportColumn column) => column.Type == CellType.Time ? column.Expression : $"{column.Expression}::text";

    private sealed record Range(DateTime From, DateTime Until);
}
