using Telemetry.Contracts.Reads;

namespace Telemetry.Aggregation.Reads.Runs;

/// <summary>
/// A page of runs, found without counting or skipping runs: the rollup has their number for each value and day, which gives the days of the
/// page and its offset. Only those are read, by index. Both reads need one snapshot of the database.
/// </summary>
internal sealed class RunPage
{
    // Skipping fewer rows is faster than a further query.
    private const int MaxSkip = 200;

    private readonly RunFilter _filter;
    private readonly RunOrder _order;
    private readonly long _offset;
    private readonly int _limit;
    private readonly List<Cell> _cells = [];

    // The scripts that the search matches, so that an index finds their runs.
    private string[]? _apps;

    public RunPage(RunFilter filter, RunOrder order, long offset, int limit) =>
        (_filter, _order, _offset, _limit) = (filter, order, offset, limit);

    public long Total { get; private set; }

    /// <summary>Must precede the reading. Another query, which builds JSON, shares its round trip.</summary>
    public async Task<byte[]> FindAsync(
        NpgsqlConnection connection, string sums, IEnumerable<NpgsqlParameter> parameters, CancellationToken cancellationToken)
    {
        var other = new NpgsqlBatchCommand(sums);
        foreach (var parameter in parameters)
            other.Parameters.Add(parameter);

        await using var batch = connection.CreateBatch();
        batch.BatchCommands.Add(other);
        batch.BatchCommands.Add(CellsCommand());
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var json = reader.GetJson(0);
        await reader.NextResultAsync(cancellationToken);
        await ReadCellsAsync(reader, cancellationToken);
        return json;
    }

    /// <summary>Must precede the reading.</summary>
    public async Task FindAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var batch = connection.CreateBatch();
        batch.BatchCommands.Add(CellsCommand());
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await ReadCellsAsync(reader, cancellationToken);
    }

    public async Task<IReadOnlyList<RunRecord>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (_cells.Count == 0)
            return [];
        if (_cells[0].Skip > MaxSkip && _filter.IsWhole && _order.Column is null)
            _cells[0] = await NarrowAsync(connection, _cells[0], cancellationToken);

        // Each cell is its own query, so that its plan has the partition of its day alone.
        await using var batch = connection.CreateBatch();
        foreach (var cell in _cells)
            batch.BatchCommands.Add(RowsCommand(cell));

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var records = new List<RunRecord>(_limit);
        do
        {
            while (await reader.ReadAsync(cancellationToken))
                records.Add(RunRows.Read(reader));
        }
        while (await reader.NextResultAsync(cancellationToken));
        return records;
    }

    private NpgsqlBatchCommand CellsCommand()
    {
        var command = new NpgsqlBatchCommand(
            $"""
            with apps as materialized (
              select distinct app
              from analytics.run_scripts
              where app collate "default" ilike $5
            ),
            cells as materialized (
              select value, day, sum(count)::bigint as count
              from analytics.run_script_days
              cross join lateral (values {_order.Values(_filter.Statuses)}) counts (value, count)
              where day between $1 and $2
                and ($3 is null or repo = $3)
                and ($4 is null or slug = $4)
                and ($5 is null or app in (select app from apps))
                and ($6 is null or type = $6)
                and ($7 is null or os = $7)
              group by value, day
              having sum(count) > 0
            ),
            by_value as (
              select value, sum(count) as count, sum(sum(count)) over (order by value {_order.Direction}) as upto
              from cells
              group by value
            ),
            placed as (
              select
                value, day, cells.count,
                by_value.upto - by_value.count + sum(cells.count) over (partition by value order by day {_order.DayDirection}) as upto
              from cells
              join by_value using (value)
              where by_value.upto > $8 and by_value.upto - by_value.count < $8 + $9
            ),
            page as (
              select
                value,
                day,
                upto,
                greatest($8 - (upto - count), 0)::bigint as skip,
                (least(upto, $8 + $9) - greatest(upto - count, $8))::integer as take
              from placed
              where upto > $8 and upto - count < $8 + $9
            )
            select
              (select coalesce(sum(count), 0)::bigint from cells),
              case when $5 is not null then array(select app from apps) end,
              value,
              day,
              skip,
              take
            from (select) always
            left join page on true
            order by upto
            """);
        foreach (var parameter in _filter.Parameters())
            command.Parameters.Add(parameter);
        command.Parameters.Add(Sql.Value(_offset));
        command.Parameters.Add(Sql.Value((long)_limit));
        return command;
    }

    private async Task ReadCellsAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        while (await reader.ReadAsync(cancellationToken))
        {
            Total = reader.GetInt64(0);
            _apps = reader.IsDBNull(1) ? null : reader.GetFieldValue<string[]>(1);
            if (reader.IsDBNull(2))
                continue;

            var day = reader.GetFieldValue<DateOnly>(3).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
            _cells.Add(new(reader.GetString(2), day, day.AddDays(1), reader.GetInt64(4), reader.GetInt32(5)));
        }
    }

    // Sums by minute and second replace most of the skipping within a day. They exist for unfiltered scopes only.
    private async Task<Cell> NarrowAsync(NpgsqlConnection connection, Cell cell, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            with minutes as (
              select minute, sum(runs) as runs, sum(sum(runs)) over (order by minute {_order.DayDirection}) as upto
              from analytics.run_minutes
              where minute >= $1 and minute < $2 and ($3 is null or repo = $3) and ($4 is null or slug = $4)
              group by minute
              having sum(runs) > 0
            ),
            found as materialized (
              select minute, upto - runs as passed
              from minutes
              where upto > $5 and upto - runs <= $5
            ),
            seconds as (
              select second, sum(runs) as runs, passed + sum(sum(runs)) over (order by second {_order.DayDirection}) as upto
              from found
              join analytics.run_seconds on second >= minute and second < minute + interval '1 minute'
              where ($3 is null or repo = $3) and ($4 is null or slug = $4)
              group by second, passed
              having sum(runs) > 0
            )
            select second, (upto - runs)::bigint
            from seconds
            where upto > $5 and upto - runs <= $5
            """,
            connection)
        {
            Parameters =
            {
                Sql.Value(cell.From), Sql.Value(cell.To), Sql.Text(_filter.Scope.RepoOrNull), Sql.Text(_filter.Scope.Slug),
                    Sql.Value(cell.Skip),
            },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return cell;

        var second = reader.GetDateTime(0);
        var narrowed = cell with { Skip = cell.Skip - reader.GetInt64(1) };
        return _order.DayDirection == "asc" ? narrowed with { From = second } : narrowed with { To = second.AddSeconds(1) };
    }

    private NpgsqlBatchCommand RowsCommand(Cell cell)
    {
        // An index has the runs of one script in order.
        var apps = _apps is [_] ? "app = ($5::text[])[1]" : "($5 is null or app = any ($5))";
        return new(
            $"""
            select {RunRows.Columns}
            from analytics.runs
            where created_at >= $1 and created_at < $2
              and ($3 is null or repo = $3)
              and ($4 is null or slug = $4)
              and {apps}
              and ($6 is null or type = $6)
              and ($7 is null or os_type = $7)
              and ($8 is null or status = any ($8))
              and ($9 is null or {_order.Column ?? "''"} = $9)
            order by {_order.RowOrder}
            offset $10
            limit $11
            """)
        {
            Parameters =
            {
                Sql.Value(cell.From),
                Sql.Value(cell.To),
                Sql.Text(_filter.Scope.RepoOrNull),
                Sql.Text(_filter.Scope.Slug),
                Sql.Texts(_apps),
                Sql.Text(_filter.Type),
                Sql.Text(_filter.Os),
                Sql.Texts(_filter.Statuses.Count == RunFilter.AllStatuses.Count ? null : _filter.Statuses),
                Sql.Text(_order.Column is null ? null : cell.Value),
                Sql.Value(cell.Skip),
                Sql.Value((long)cell.Take),
            },
        };
    }

    /// <summary>The part of the page in one day and value.</summary>
    private sealed record Cell(string Value, DateTime From, DateTime To, long Skip, int Take);
}
