using System.Diagnostics.Metrics;
using Npgsql;

namespace Telemetry.Tests.Aggregation;

/// <summary>Exports over a TCP connection, as tests depend on its back pressure and its end.</summary>
[Collection(Servers.OfReads)]
public sealed class ExportTests(ExportHost host) : AggregationTest<ExportHost>(host)
{
    // Together the rows exceed the TCP buffers; a single row stays below the size that PostgreSQL compresses.
    private const int ManyRows = 10_000;
    private const int RowBytes = 1900;

    private static readonly string[] Kinds = ["instances", "runs", "starts", "snapshots"];

    [Fact]
    public async Task An_export_without_rows_is_empty()
    {
        foreach (var kind in Kinds)
        {
            Assert.Equal("", await TextAsync($"{kind}?format=ndjson"));
            Assert.Empty(ExportedRows.OfCsv(await TextAsync(kind)).Records);
        }
    }

    [Fact]
    public async Task An_export_is_a_download_with_a_file_name()
    {
        var csv = await App.SendAsync(HttpMethod.Get, "export/runs");
        Assert.Equal("text/csv;charset=utf-8", csv.Content.Headers.NonValidated["Content-Type"].ToString());
        Assert.Equal(
            $"attachment; filename=\"runs-{App.Clock.GetUtcNow():yyyy-MM-dd}.csv\"",
            csv.Content.Headers.NonValidated["Content-Disposition"].ToString());
        Assert.Equal("no-store", csv.Headers.CacheControl?.ToString());

        var ndjson = await App.SendAsync(HttpMethod.Get, "export/starts?format=ndjson");
        Assert.Equal("application/x-ndjson", ndjson.Content.Headers.ContentType?.ToString());
        Assert.EndsWith(".ndjson\"", ndjson.Content.Headers.NonValidated["Content-Disposition"].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Instances_have_every_field()
    {
        var instance = new TestInstance { RegisteredAt = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero) };
        var seen = instance.Sends("""{"users":1.50,"os":"linux"}""");
        seen = seen with { Timestamp = new(seen.Timestamp.Ticks / 10_000_000 * 10_000_000, TimeSpan.Zero) };
        await App.StoreAsync(instance.Becomes(InstanceStatus.Revoked), seen);

        Assert.Equal(
            $$$"""
            {"instance_id":"{{{instance.Id}}}","app_name":"Ghost","app_slug":"ghost","app_version":"1.0.0","deployment_mode":"docker",
            "environment":"production",
            "os_arch":"linux/amd64","status":"revoked","registered_at":"2026-01-02T03:04:05Z",
            "last_seen_at":"{{{seen.Timestamp:yyyy-MM-ddTHH:mm:ss}}}Z",
            "metrics":{"os": "linux", "users": 1.50}}
            """.ReplaceLineEndings(""),
            Assert.Single(await RowsAsync("instances")).GetRawText());
    }

    [Fact]
    public async Task Snapshots_have_every_field_and_are_ordered_by_day()
    {
        var instance = new TestInstance();
        var (old, young) = (instance.Sends("""{"users":1}""", TimeSpan.FromDays(3)), instance.Sends("""{"users":2}"""));
        await App.StoreAsync(instance.Becomes(InstanceStatus.Active), young, old);

        var rows = await RowsAsync("snapshots");

        Assert.Equal(
            ["instance_id", "app", "version", "timestamp", "received_at", "metrics"],
            rows[0].EnumerateObject().Select(property => property.Name));
        Assert.Equal(
            [$"{instance.Id} ghost 1.0.0 {{\"users\": 1}}", $"{instance.Id} ghost 1.0.0 {{\"users\": 2}}"],
            rows.Select(row => $"{row.GetProperty("instance_id")} {row.GetProperty("app")} {row.GetProperty("version")} "
                + $"{row.GetProperty("metrics").GetRawText()}"));
        Assert.Equal(Microseconds(young.Timestamp), rows[1].GetProperty("timestamp").GetDateTime());
        Assert.Equal(Microseconds(young.ReceivedAt), rows[1].GetProperty("received_at").GetDateTime());
    }

    [Fact]
    public async Task Runs_have_every_column()
    {
        await App.ExecuteAsync(
            """
            insert into analytics.runs (
              run_key, created_at, updated_at, execution_id, random_id, app, type, status, status_sent, outcome_at, exit_code, error,
              category, category_sent,
              pattern, repo, slug, os_type, os_version, pve_version, method, ct_type, disk_size, core_count, ram_size, install_duration,
              has_arm, arch, platform,
              gpu_vendor, gpu_model, gpu_passthrough, cpu_vendor, cpu_model, ram_speed, steps)
            values (
              gen_random_uuid(), '2026-01-02T03:04:05.123456Z', '2026-01-02T03:05Z', 'e', 'r', 'docker', 'lxc', 'aborted', 'failed',
              '2026-01-02T03:05Z', 130,
              E'line 1\nline 2', 'user_aborted', 'shell', 'p', 'ProxmoxVE', 'a/b', 'debian', '13', '8.4', 'default', 1, 8, 2, 2048, 77,
              true, 'amd64', 'x',
              'nvidia', 'm', 'yes', 'intel', 'i7', '3200', '[{"s":"installing","t":"2026-01-02T03:04:05Z"}]');
            insert into analytics.runs (run_key, created_at, updated_at, execution_id, random_id, app, type, status, status_sent,
              repo, slug)
            values (gen_random_uuid(), now(), now(), 'f', 'r', 'docker', 'lxc', 'installing', 'installing', 'ProxmoxVE', '')
            """);

        var rows = await RowsAsync("runs");

        Assert.Equal(
            """
            {"execution_id":"e","random_id":"r","created":"2026-01-02T03:04:05.123456Z","updated":"2026-01-02T03:05:00Z","nsapp":"docker",
            "type":"lxc",
            "status":"aborted","status_sent":"failed","outcome_at":"2026-01-02T03:05:00Z","timed_out":false,"exit_code":130,
            "error":"line 1\nline 2",
            "error_category":"user_aborted","error_category_sent":"shell","error_pattern":"p","repo_source":"ProxmoxVE","repo_slug":"a/b",
            "os_type":"debian",
            "os_version":"13","pve_version":"8.4","method":"default","ct_type":1,"disk_size":8,"core_count":2,"ram_size":2048,
            "install_duration":77,
            "has_arm":true,"arch":"amd64","platform":"x","gpu_vendor":"nvidia","gpu_model":"m","gpu_passthrough":"yes",
            "cpu_vendor":"intel","cpu_model":"i7",
            "ram_speed":"3200","steps":[{"s": "installing", "t": "2026-01-02T03:04:05Z"}]}
            """.ReplaceLineEndings(""),
            rows[0].GetRawText());
        Assert.Equal("f", rows[1].GetProperty("execution_id").GetString());
        foreach (var missing in new[]
        {
            "outcome_at", "exit_code", "ct_type", "disk_size", "core_count", "ram_size", "install_duration", "has_arm",
        })
            Assert.Equal(JsonValueKind.Null, rows[1].GetProperty(missing).ValueKind);
        Assert.Equal(("", "[]"), (rows[1].GetProperty("error").GetString(), rows[1].GetProperty("steps").GetRawText()));

        // Two columns that only identify duplicates are not exported.
        Assert.Equal(
            rows[0].EnumerateObject().Count() + 2,
            await App.ScalarAsync<long>("select count(*) from information_schema.columns where table_schema = 'analytics' and "
                + "table_name = 'runs'"));
    }

    [Fact]
    public async Task Starts_have_every_accepted_field()
    {
        await App.ExecuteAsync(
            """
            insert into analytics.starts (started_at, digest, instance_id, image_version, architecture, os, container_runtime,
            startup_time_ms, db_type, telemetry_version, client_timestamp)
            values ('2026-01-02T03:04:05Z', gen_random_uuid(), 'i', '10.1', 'x86_64', 'linux', '', 18446744073709551615, 'postgres', '1',
            'yesterday')
            """);

        Assert.Equal(
            """
            {"id":1,"created_at":"2026-01-02T03:04:05Z","instance_id":"i","image_version":"10.1","architecture":"x86_64","os":"linux",
            "container_runtime":"",
            "startup_time_ms":18446744073709551615,"db_type":"postgres","telemetry_version":"1","timestamp":"yesterday"}
            """.ReplaceLineEndings(""),
            Assert.Single(await RowsAsync("starts")).GetRawText());
    }

    [Fact]
    public async Task Csv_parsed_back_equals_ndjson()
    {
        var hostile = new[]
        {
            "=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "'x", "''", "\"", "\"\"", ",", "a,b\"c\"\r\nd", "\\", " x ", "é日😀", "<b>",
            "\u2028", "null", "", "0", "TRUE",
        };
        for (var i = 0; i < hostile.Length; i++)
        {
            var instance = new TestInstance($"App {i}", hostile[i]);
            await App.StoreAsync(
                instance.Becomes(InstanceStatus.Active) with
                {
                    Environment = hostile[i],
                    DeploymentMode = hostile[^(i + 1)],
                    OsArch = hostile[i],
                },
                instance.Sends(JsonSerializer.Serialize(new Dictionary<string, object>
                {
                    [$"k{hostile[i]}"] = hostile[i],
                    ["n"] = -1.50m,
                    ["o"] = new[] { 1 },
                })));
        }

        await using (var insert = App.Database.CreateCommand(
            """
            with texts as (select text, n from unnest($1) with ordinality as texts (text, n))
            , runs as (
              insert into analytics.runs (run_key, created_at, updated_at, execution_id, random_id, app, type, status, status_sent, repo,
              slug, error, platform, exit_code, has_arm)
              select md5(n::text)::uuid, now() - n * interval '1 day', now(), text, text, text, 'lxc', 'failed', 'failed', text, text,
              text || E'\n' || text, text,
                case when n % 2 = 0 then n end, case when n % 3 = 0 then n % 2 = 0 end
              from texts)
            insert into analytics.starts (started_at, digest, instance_id, image_version, architecture, os, container_runtime,
            startup_time_ms, db_type, telemetry_version, client_timestamp)
            select now() - n * interval '1 day', gen_random_uuid(), text, text, text, text, text, n, text, text, text
            from texts
            """))
        {
            insert.Parameters.Add(new() { Value = hostile });
            await insert.ExecuteNonQueryAsync();
        }

        foreach (var kind in Kinds)
        {
            var ndjson = await TextAsync($"{kind}?format=ndjson");
            Assert.Equal(hostile.Length, ExportedRows.OfNdjson(ndjson).Count);
            ExportedRows.AssertEqual(await TextAsync($"{kind}?format=csv"), ndjson);
        }

        Assert.DoesNotContain(
            (await TextAsync("starts")).Split([',', '\n']), cell => cell.TrimStart('"') is ['=' or '+' or '-' or '@', ..]);
    }

    [Fact]
    public async Task The_days_parameter_selects_the_last_days_including_today()
    {
        // The first moment of today, and the last one of yesterday.
        var today = new DateTimeOffset(App.Clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
        var moments = new Dictionary<string, DateTimeOffset>
        {
            ["today"] = today,
            ["yesterday"] = today.AddTicks(-10),
            ["long ago"] = today.AddYears(-5),
        };
        foreach (var (name, moment) in moments)
        {
            var instance = new TestInstance { RegisteredAt = moment };
            await App.StoreAsync(instance.Becomes(InstanceStatus.Active) with { Environment = name });
            await App.StoreAsync(instance.Sends("{}") with { Timestamp = moment, Version = name });
            await ExecuteAsync(
                """
                insert into analytics.runs (run_key, created_at, updated_at, execution_id, random_id, app, type, status, status_sent, repo,
                slug)
                values (gen_random_uuid(), $1, now(), $2, '', '', 'lxc', 'success', 'success', '', '')
                """, moment.UtcDateTime, name);
            await ExecuteAsync(
                """
                insert into analytics.starts (started_at, digest, instance_id, image_version, architecture, os, container_runtime,
                startup_time_ms, db_type, telemetry_version, client_timestamp)
                values ($1, gen_random_uuid(), $2, '', '', '', '', 0, '', '', '')
                """, moment.UtcDateTime, name);
        }

        foreach (var (days, expected) in new[]
        {
            ("1", "today"), ("2", "yesterday,today"), ("36500", "long ago,yesterday,today"), ("", "long ago,yesterday,today"),
        })
        {
            foreach (var (kind, field) in new[]
            {
                ("runs", "execution_id"), ("starts", "instance_id"), ("snapshots", "version"), ("instances", "environment"),
            })
            {
                var names = (await RowsAsync($"{kind}?days={days}")).Select(row => row.GetProperty(field).GetString()!);
                Assert.Equal(expected, string.Join(',', kind == "instances" ? names.OrderBy(name => moments[name]) : names));
            }
        }
    }

    [Fact]
    public async Task Each_existing_row_is_exported_once_while_rows_are_written_and_moved()
    {
        await Host.GenerateRunsAsync(ManyRows, RowBytes);
        await GenerateSnapshotsAsync(ManyRows);
        await App.ExecuteAsync("update analytics.instance_states set last_seen_at = now() - interval '20 days'");
        var before = await KeysAsync();

        var runs = await Host.OpenAsync("runs");
        var snapshots = await Host.OpenAsync("snapshots");
        var instances = await Host.OpenAsync("instances");
        var read = (await LinesAsync(runs, 10), await LinesAsync(snapshots, 10), await LinesAsync(instances, 10));

        // Rows are inserted and updated, and days move from the default partition into their own.
        await Host.GenerateRunsAsync(2500, errorBytes: 10, salt: "later");
        await GenerateSnapshotsAsync(2500, salt: "later");
        await App.ExecuteAsync(
            """
            update analytics.runs set status = 'success', updated_at = now() where app = 'app 1';
            update analytics.instance_states set last_seen_at = now();
            select analytics.add_day_partition('runs', 'created_at', (now() at time zone 'UTC')::date - n) from generate_series(33, 60) n;
            select analytics.add_day_partition('snapshots', 'taken_at', (now() at time zone 'UTC')::date - n) 
            from generate_series(33, 60) n;
            """);

        AssertOnce(before.Runs, [.. read.Item1, .. await LinesAsync(runs)], row => row.GetProperty("execution_id").GetString()!);
        AssertOnce(
            before.Snapshots,
            [.. read.Item2, .. await LinesAsync(snapshots)],
            row => row.GetProperty("metrics").GetProperty("id").GetString()!);
        AssertOnce(before.Instances, [.. read.Item3, .. await LinesAsync(instances)], row => row.GetProperty("instance_id").GetString()!);
    }

    [Fact]
    public async Task A_day_that_gets_a_partition_during_its_export_is_complete()
    {
        await App.ExecuteAsync(
            $"""
            insert into analytics.runs (run_key, created_at, updated_at, execution_id, random_id, app, type, status, status_sent, repo,
            slug, error)
            select md5(n::text)::uuid, date_trunc('day', now(), 'UTC') - interval '40 days' + n * interval '1 second', now(), n, 'r', 'a',
            'lxc', 'failed', 'failed', '', '',
              repeat('x', {RowBytes})
            from generate_series(1, {ManyRows}) n
            """);
        using var export = await Host.OpenAsync("runs");
        var lines = await LinesAsync(export, 10);

        await using (var connection = await App.Database.OpenConnectionAsync())
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await using var move = new NpgsqlCommand(
                "select analytics.add_day_partition('runs', 'created_at', (now() at time zone 'UTC')::date - 40)", connection);
            await move.ExecuteNonQueryAsync();
            var rest = LinesAsync(export);
            await Eventually.TrueAsync("the export waits for the move", async () => await App.ScalarAsync<bool>(
                "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' "
                    + "and query like '%analytics.runs%')"));
            await transaction.CommitAsync();
            lines.AddRange(await rest);
        }

        Assert.Equal(ManyRows, lines.Count);
        Assert.Equal(ManyRows, lines.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Without_the_database_an_export_returns_503()
    {
        Host.Postgres.Cut();

        Assert.Equal("503 The database is not available, try again", await App.ProblemAsync(HttpMethod.Get, "export/runs"));
        Host.Postgres.Restore();
    }

    [Fact]
    public async Task Losing_the_database_breaks_the_connection_of_an_export()
    {
        await Host.GenerateRunsAsync(ManyRows, RowBytes);
        using var ended = new Ended(App);
        var export = await Host.OpenAsync("runs");
        Assert.Equal(10, (await LinesAsync(export, 10)).Count);

        Host.Postgres.Cut();

        await Assert.ThrowsAnyAsync<IOException>(() => LinesAsync(export));
        await Eventually.TrueAsync("broken", () => Task.FromResult(ended.Outcomes.Contains("runs broken")));
        Host.Postgres.Restore();
    }

    [Fact]
    public async Task A_disconnected_client_ends_the_queries_of_its_export()
    {
        await Host.GenerateRunsAsync(ManyRows, RowBytes);
        using var ended = new Ended(App);
        var export = await Host.OpenAsync("runs");
        Assert.Equal(10, (await LinesAsync(export, 10)).Count);

        export.Dispose();

        await Eventually.TrueAsync("left", () => Task.FromResult(ended.Outcomes.Contains("runs left")));
    }

    private static DateTime Microseconds(DateTimeOffset time) => new(time.UtcTicks / 10 * 10, DateTimeKind.Utc);

    private static void AssertOnce(HashSet<string> before, IEnumerable<string> lines, Func<JsonElement, string> key)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in lines)
            Assert.True(seen.Add(key(JsonElement.Parse(line))), line);
        Assert.Empty(before.Except(seen));
        Assert.True(before.Count >= ManyRows);
    }

    private static async Task<List<string>> LinesAsync(StreamReader export, int max = int.MaxValue)
    {
        var lines = new List<string>();
        while (lines.Count < max && await export.ReadLineAsync() is { } line)
            lines.Add(line);
        return lines;
    }

    private async Task<string> TextAsync(string export)
    {
        var response = await App.SendAsync(HttpMethod.Get, $"export/{export}");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync());
    }

    private async Task<List<JsonElement>> RowsAsync(string export) =>
        ExportedRows.OfNdjson(await TextAsync($"{export}{(export.Contains('?', StringComparison.Ordinal) ? '&' : '?')}format=ndjson"));

    private Task GenerateSnapshotsAsync(int count, string salt = "") => App.ExecuteAsync(
        $$"""
        with numbers as (select n, md5('{{salt}}' || n) as id from generate_series(1, {{count}}) n),
        instances as (
          insert into analytics.instances (instance_id, revision, status, app, version, deployment_mode, environment, os_arch,
          registered_at)
          select id::uuid, n, 'active', 'ghost', '1', repeat('d', {{RowBytes}}), '', '', now() from numbers),
        states as (
          insert into analytics.instance_states (instance_id, app, last_seen_at) select id::uuid, 'ghost', now() from numbers)
        insert into analytics.snapshots (instance_id, taken_at, digest, received_at, app, version, metrics)
        select md5((n % 500)::text)::uuid, now() - (n % 60) * interval '1 day', id::uuid, now(), 'ghost', '1', jsonb_build_object('id', id,
        'filler', repeat('x', {{RowBytes}}))
        from numbers
        """);

    private async Task<(HashSet<string> Runs, HashSet<string> Snapshots, HashSet<string> Instances)> KeysAsync() => (
        [.. await App.RowsAsync("select execution_id from analytics.runs")],
        [.. await App.RowsAsync("select metrics->>'id' from analytics.snapshots")],
        [.. await App.RowsAsync("select instance_id from analytics.instances")]);

    private async Task ExecuteAsync(string sql, params object[] values)
    {
        await using var command = App.Database.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Records how the exports of one process ended.</summary>
    private sealed class Ended : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly List<string> _outcomes = [];

        public Ended(AggregationApp app)
        {
            var factory = app.Services.GetRequiredService<IMeterFactory>();
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "telemetry.aggregation.exports" && instrument.Meter.Scope == factory)
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
            {
                lock (_outcomes)
                    _outcomes.Add(string.Join(' ', tags.ToArray().Select(tag => tag.Value)));
            });
            _listener.Start();
        }

        public string[] Outcomes
        {
            get
            {
                lock (_outcomes)
                    return [.. _outcomes];
            }
        }

        public void Dispose() => _listener.Dispose();
    }
}
