using System.Runtime.CompilerServices;
using System.Text;
using Npgsql;

namespace Telemetry.Import.Sources;

/// <summary>SHM's PostgreSQL database: its instances, then their snapshots. Older and newer versions differ in columns.</summary>
internal sealed class ShmSource : ISource
{
    private const int PageSize = 1000;

    // The order of bytes is the same in every database.
    private const string InstanceKey = "i.instance_id::text collate \"C\"";

    private static readonly string[] Texts = ["app_version", "deployment_mode", "environment", "os_arch"];

    // The columns that may have the time of registration, the best first.
    private static readonly string[] RegistrationColumns = ["created_at", "registered_at", "last_seen_at"];

    private static readonly (string Table, string Column)[] RequiredColumns =
    [
        ("instances", "instance_id"), ("instances", "public_key"),
        ("snapshots", "id"), ("snapshots", "snapshot_at"), ("snapshots", "data"),
    ];

    private readonly NpgsqlDataSource _database;
    private HashSet<(string Table, string Column, string Type)> _columns = [];

    /// <summary>Throws <see cref="SourceException"/> if the connection string cannot be parsed.</summary>
    public ShmSource(string connectionString)
    {
        try
        {
            // SHM's server writes times without a zone in UTC.
            var builder = new NpgsqlConnectionStringBuilder(connectionString)
            {
                Timezone = "UTC",
                ApplicationName = "telemetry-import",
                MaxPoolSize = 2,
            };
            Location = $"{builder.Host}:{builder.Port}/{builder.Database}";
            _database = NpgsqlDataSource.Create(builder.ConnectionString);
        }
        catch (ArgumentException e)
        {
            throw new SourceException(
                "--shm is no connection string; write for example \"Host=localhost;Username=shm;Password=...;Database=shm\"", e);
        }
    }

    public string Location { get; }

    public async Task<long?> MeasureAsync(string? cursor, CancellationToken cancellationToken)
    {
        await ReadColumnsAsync(cancellationToken);
        var (instances, snapshots) = Split(cursor);
        return await CountAsync(instances is null ? "false" : $"{InstanceKey} > $1", "instances", instances, cancellationToken)
            + await CountAsync($"{SnapshotKey} > {SnapshotParameter}", "snapshots", snapshots, cancellationToken);
    }

    public async IAsyncEnumerable<SourceRecord> ReadAsync(string? cursor, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await ReadColumnsAsync(cancellationToken);
        var (instance, snapshot) = Split(cursor);
        var done = 0L;
        while (instance is not null)
        {
            var page = await PageAsync(InstanceSql(), instance, cancellationToken);
            foreach (var (key, json) in page)
            {
                yield return new()
                {
                    Kind = Kinds.Instances,
                    Position = $"instance {key}",
                    Cursor = $"instances/{instance = key}",
                    Done = ++done,
                    Json = json,
                };
            }

            if (page.Count < PageSize)
                break;
        }

        while (true)
        {
            var page = await PageAsync(SnapshotSql(), snapshot, cancellationToken);
            foreach (var (key, json) in page)
            {
                yield return new()
                {
                    Kind = Kinds.Snapshots,
                    Position = $"snapshot {key}",
                    Cursor = $"snapshots/{snapshot = key}",
                    Done = ++done,
                    Json = json,
                };
            }

            if (page.Count < PageSize)
                yield break;
        }
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private bool SnapshotsAreNumbered => TypeOf("snapshots", "id") is "integer" or "bigint" or "smallint";

    private string SnapshotKey => SnapshotsAreNumbered ? "s.id" : "s.id::text collate \"C\"";

    private string SnapshotParameter => SnapshotsAreNumbered ? "$1::bigint" : "$1";

    // A null instance: all instances are done.
    private (string? Instance, string Snapshot) Split(string? cursor)
    {
        var first = SnapshotsAreNumbered ? "-1" : "";
        if (cursor is null)
            return ("", first);

        return cursor.StartsWith("instances/", StringComparison.Ordinal)
            ? (cursor["instances/".Length..], first)
            : (null, cursor["snapshots/".Length..]);
    }

    private string InstanceSql()
    {
        var application = TypeOf("instances", "app_name") is not null ? "i.app_name"
            : "(select a.app_name from applications a where a.id = i.application_id)";
        var key = TypeOf("instances", "public_key") == "bytea" ? "encode(i.public_key, 'hex')" : "i.public_key";
        var texts = Texts.Select(name => TypeOf("instances", name) is null ? $"'{name}', ''" : $"'{name}', coalesce(i.{name}::text, '')");
        var status = TypeOf("instances", "status") is null ? "'active'" : "lower(i.status::text)";
        var registered = RegistrationColumns.FirstOrDefault(name => TypeOf("instances", name) is not null)
            ?? throw new SourceException("The table instances has no created_at");
        return $"""
            select i.instance_id::text, jsonb_build_object(
              'instance_id', i.instance_id::text, 'public_key', {key}, 'app_name', {application}, {string.Join(", ", texts)},
              'status', {status}, 'registered_at', {Time($"i.{registered}")})::text
            from instances i
            where {InstanceKey} > $1
            order by {InstanceKey}
            limit {PageSize}
            """;
    }

    private string SnapshotSql() =>
        $"""
        select s.id::text, jsonb_build_object(
          'instance_id', s.instance_id::text, 'timestamp', {Time("s.snapshot_at")}, 'metrics', s.data::jsonb)::text
        from snapshots s
        where {SnapshotKey} > {SnapshotParameter}
        order by {SnapshotKey}
        limit {PageSize}
        """;

    private static string Time(string column) => $"to_char({column}, 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')";

    private string? TypeOf(string table, string column) =>
        _columns.FirstOrDefault(known => known.Table == table && known.Column == column).Type;

    private async Task<List<(string Key, byte[] Json)>> PageAsync(string sql, string after, CancellationToken cancellationToken)
    {
        var rows = new List<(string, byte[])>();
        await QueryAsync(sql, after, async reader =>
        {
            while (await reader.ReadAsync(cancellationToken))
                rows.Add((reader.GetString(0), Encoding.UTF8.GetBytes(reader.GetString(1))));
        }, cancellationToken);
        return rows;
    }

    private async Task<long> CountAsync(string where, string table, string? after, CancellationToken cancellationToken)
    {
        var count = 0L;
        await QueryAsync(
            $"select count(*) from {table} {table[0]} where {where}",
            where.Contains('$', StringComparison.Ordinal) ? after : null,
            async reader =>
            {
                await reader.ReadAsync(cancellationToken);
                count = reader.GetInt64(0);
            },
            cancellationToken);
        return count;
    }

    private async Task ReadColumnsAsync(CancellationToken cancellationToken)
    {
        var columns = new HashSet<(string, string, string)>();
        await QueryAsync(
            """
            select table_name, column_name, data_type
            from information_schema.columns
            where table_schema = any(current_schemas(false)) and table_name in ('instances', 'snapshots', 'applications')
            """,
            parameter: null,
            async reader =>
            {
                while (await reader.ReadAsync(cancellationToken))
                    columns.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2)));
            },
            cancellationToken);
        _columns = columns;
        foreach (var (table, column) in RequiredColumns)
        {
            if (TypeOf(table, column) is null)
                throw new SourceException($"This is not SHM's database: it has no {table}.{column}");
        }
    }

    private async Task QueryAsync(string sql, string? parameter, Func<NpgsqlDataReader, Task> read, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = _database.CreateCommand(sql);
            if (parameter is not null)
                command.Parameters.Add(new NpgsqlParameter { Value = parameter });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            await read(reader);
        }
        catch (NpgsqlException e)
        {
            throw new SourceException($"SHM's database cannot be read: {e.Message}", e);
        }
    }
}
