using Microsoft.Data.Sqlite;
using Telemetry.Import.Sources;

namespace Telemetry.Tests.Import;

[Collection(Servers.Collection)]
public sealed class SqliteTests(Servers servers) : ImportTest(servers)
{
    private const string Schema =
        """
        create table grafana_settings (id integer primary key, instance_id text, created_at text);
        create table telemetry_events (
          id integer primary key autoincrement, instance_id text not null, image_version text not null, architecture text not null,
          container_runtime text, startup_time_ms integer not null, db_type text not null, telemetry_version text not null,
          created_at datetime default current_timestamp);
        """;

    private const string Starts =
        """
        select instance_id, image_version, architecture, os, container_runtime, startup_time_ms, db_type, telemetry_version,
          client_timestamp, to_char(started_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS')
        from analytics.starts
        """;

    [Fact]
    public async Task A_second_import_changes_nothing_and_totals_equal_the_source()
    {
        var path = Database(Schema);
        Execute(
            path,
            """
            with recursive n (n) as (select 0 union all select n + 1 from n where n < 1199)
            insert into telemetry_events (
              instance_id, image_version, architecture, container_runtime, startup_time_ms, db_type, telemetry_version, created_at)
            select
              'instance-' || (n / 2), '10.' || (n % 5), iif(n % 3 = 0, 'arm64', 'x86_64'), '', 100, 'postgres', '1',
              datetime('now', '-' || (n / 4) || ' days') from n
            """);

        var first = await ImportAsync(new SqliteSource(path));
        var tables = await TablesAsync();
        var second = await ImportAsync(new SqliteSource(path));

        Assert.Equal((1200, 1200, 1200), (first.Read, first.Accepted, second.Accepted));
        Assert.Equal(tables, await TablesAsync());
        Assert.Equal(1200, await Aggregation.ScalarAsync<long>("select count(*) from analytics.starts"));
        Assert.Equal(
            ["1200 | 600 | 120000"],
            await Aggregation.RowsAsync("select sum(starts), sum(instances), sum(startup_ms) from analytics.start_days"));
        Assert.Equal(
            ["arm64 | 400", "x86_64 | 800"],
            await Aggregation.RowsAsync(
                "select value, sum(starts) from analytics.start_value_days where kind = 'architecture' group by value"));
        Assert.Equal(300L, await Aggregation.ScalarAsync<long>("select count(*) from analytics.start_days"));
    }

    [Fact]
    public async Task Every_field_survives_and_equal_rows_are_two_starts()
    {
        var path = Database(Schema
            + "alter table telemetry_events add column os text; alter table telemetry_events add column timestamp text;");
        Execute(
            path,
            """
            insert into telemetry_events (
              instance_id, image_version, architecture, container_runtime, startup_time_ms, db_type, telemetry_version, os, timestamp,
              created_at)
            values ('a "b" <c>', '10.5.1', 'arm64', 'podman', 9007199254740993, 'mysql', '1.1', 'linux', '2026-01-02T03:04:05+01:00', $1)
            """,
            $"{Now.AddDays(-3).UtcDateTime:yyyy-MM-dd HH:mm:ss}.123456789+00:00");
        for (var i = 0; i < 2; i++)
        {
            Execute(
                path,
                """
                insert into telemetry_events (
                  instance_id, image_version, architecture, startup_time_ms, db_type, telemetry_version, created_at)
                values ('same', '1', 'x', 0, 'd', 't', $1)
                """,
                Now.AddDays(-2).ToUnixTimeSeconds());
        }

        var state = await ImportAsync(new SqliteSource(path));

        Assert.Empty(state.Skipped);
        var same = $"same | 1 | x |  |  | 0 | d | t |  | {Now.AddDays(-2).UtcDateTime:yyyy-MM-dd HH:mm:ss}.000";
        Assert.Equal(
            [
                "a \"b\" <c> | 10.5.1 | arm64 | linux | podman | 9007199254740993 | mysql | 1.1 | 2026-01-02T03:04:05+01:00 | "
                    + $"{Now.AddDays(-3).UtcDateTime:yyyy-MM-dd HH:mm:ss}.123",
                same,
                same,
            ],
            await Aggregation.RowsAsync(Starts));
    }

    [Fact]
    public async Task Optional_columns_may_be_missing_and_bad_rows_and_an_unknown_table_are_reported()
    {
        await using var other = new SqliteSource(Database("create table other (id integer)"));
        var error = await Assert.ThrowsAsync<SourceException>(() => other.MeasureAsync(null, CancellationToken.None));
        Assert.Equal("The file has no table with the columns instance_id, image_version, architecture and created_at", error.Message);
        var path = Database("create table starts (instance_id text, image_version text, architecture text, startup_time_ms, created_at)");
        Execute(path, "insert into starts values ('a', '1', 'x86_64', 5, $1)", Now.AddDays(-1).ToUnixTimeMilliseconds());
        Execute(path, "insert into starts values ('b', '', 'x86_64', 5, $1)", Now.AddDays(-1).ToUnixTimeMilliseconds());
        Execute(path, "insert into starts values ('c', '1', 'x86_64', -5, $1)", Now.AddDays(-1).ToUnixTimeMilliseconds());
        Execute(path, "insert into starts values ('d', '1', 'x86_64', 5, $1)", "yesterday");
        Execute(path, "insert into starts values ('e', '1', 'x86_64', 5, $1)", Now.AddDays(-364.5).ToUnixTimeSeconds());

        var state = await ImportAsync(new SqliteSource(path));

        Assert.Equal((5, 1), (state.Read, state.Accepted));
        Assert.Equal(
            [
                "created_at: is older than RETENTION_DAYS",
                "created_at: must be an RFC 3339 time with an offset, such as 2026-01-02T03:04:05Z", "image_version: must not be blank",
            ],
            state.Skipped.Keys.Where(reason => !reason.StartsWith("startup_time_ms: ", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal));
        Assert.Equal(4, state.Skipped.Count);
        Assert.Equal(["starts, row 2"], state.Skipped["image_version: must not be blank"].Examples);
        Assert.Equal(
            [$"a | 1 | x86_64 |  |  | 5 | unknown | unknown |  | {Now.AddDays(-1).UtcDateTime:yyyy-MM-dd HH:mm:ss}.000"],
            await Aggregation.RowsAsync(Starts));
    }

    private string Database(string schema)
    {
        var path = FilePath($"{Guid.NewGuid():n}.db");
        Execute(path, schema);
        return path;
    }

    private static void Execute(string path, string sql, object? value = null)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        if (value is not null)
            command.Parameters.AddWithValue("$1", value);
        command.ExecuteNonQuery();
    }
}
