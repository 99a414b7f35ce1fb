using Telemetry.Import.Sources;

namespace Telemetry.Tests.Import;

[Collection(Servers.Collection)]
public sealed class ShmTests(Servers servers) : ImportTest(servers)
{
    private const int Instances = 30;
    private const int SnapshotsEach = 60;

    [Fact]
    public async Task Totals_equal_the_source_despite_503_responses_and_a_second_import_changes_nothing()
    {
        await using var shm = await FillAsync();
        var unavailable = new CountingHandler(Ingestion.Server.CreateHandler())
        {
            Respond = number => number % 2 == 1 ? new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) : null,
        };

        var first = await ImportAsync(new ShmSource(shm.ConnectionString), http: unavailable.Client(Ingestion));
        var tables = await TablesAsync();
        var second = await ImportAsync(new ShmSource(shm.ConnectionString));

        Assert.Equal((Instances * (1 + SnapshotsEach), Instances * (1 + SnapshotsEach)), (first.Read, first.Accepted));
        Assert.Equal(first.Accepted, second.Accepted);
        Assert.Equal(tables, await TablesAsync());
        Assert.Equal(Instances, await Aggregation.ScalarAsync<long>("select count(*) from analytics.instances"));
        Assert.Equal(Instances * SnapshotsEach, await Aggregation.ScalarAsync<long>("select count(*) from analytics.snapshots"));
        var stats = await Aggregation.GetAsync("stats");
        Assert.Equal(Instances, stats.GetProperty("total_instances").GetInt32());
        Assert.Equal(Instances * (SnapshotsEach - 1), stats.GetProperty("global_metrics").GetProperty("users_count").GetInt32());
        // All days of the history are aggregated, not only the last 30.
        Assert.Equal(
            Instances * Enumerable.Range(0, SnapshotsEach).Sum(),
            await Aggregation.ScalarAsync<decimal>("select sum(value) from analytics.metric_days where metric = 'users_count'"));
        Assert.Equal((long)SnapshotsEach, await Aggregation.ScalarAsync<long>("select count(distinct day) from analytics.metric_days"));
    }

    [Fact]
    public async Task Every_field_survives_in_both_schemas()
    {
        await ImportFieldsAsync(ShmDatabase.Newer);
        await ImportFieldsAsync(ShmDatabase.Older);

        Assert.Equal(["Überapp \"2\""], await Aggregation.RowsAsync("select name from analytics.applications"));
    }

    [Fact]
    public async Task A_schema_with_other_columns_is_imported()
    {
        await using var shm = await new ShmDatabase(await Servers.CreateDatabaseAsync()).WithSchemaAsync(ShmDatabase.Other);
        await shm.ExecuteAsync("insert into applications (app_slug, app_name) values ('ghost', 'Ghost')");
        for (var i = 0; i < 5; i++)
        {
            await shm.ExecuteAsync(
                """
                with i as (
                  insert into instances (instance_id, public_key, application_id, app_version)
                  select gen_random_uuid(), decode($1, 'hex'), id, '1' from applications returning instance_id)
                insert into snapshots (instance_id, snapshot_at, data)
                select instance_id, now() - n * interval '1 hour', '{"n": 1}' from i, generate_series(1, 3) n
                """,
                NewKey());
        }

        var state = await ImportAsync(new ShmSource(shm.ConnectionString));

        Assert.Equal((20, 20), (state.Read, state.Accepted));
        Assert.Equal(["ghost | 5 | 5"], await Aggregation.RowsAsync("select app, total, active from analytics.app_counts"));
        Assert.Equal(15, await Aggregation.ScalarAsync<long>("select count(*) from analytics.snapshots"));
    }

    [Fact]
    public async Task Skipped_records_are_reported_with_their_reason()
    {
        await using var shm = await new ShmDatabase(await Servers.CreateDatabaseAsync()).WithSchemaAsync(ShmDatabase.Older);
        var good = Guid.NewGuid();
        var revoked = Guid.NewGuid();
        var longAgo = Now.AddDays(-400).UtcDateTime;
        await shm.ExecuteAsync(
            $$"""
            insert into instances (instance_id, public_key, app_name, status) values
              ('{{good}}', '{{NewKey()}}', 'Ghost', 'active'), ('{{revoked}}', '{{NewKey()}}', 'Ghost', 'revoked'),
              ('{{Guid.NewGuid()}}', 'abc', 'Ghost', 'active'), ('not-a-uuid', '{{NewKey()}}', 'Ghost', 'active'),
              ('{{Guid.NewGuid()}}', '{{NewKey()}}', '', 'active');
            insert into snapshots (instance_id, snapshot_at, data) values
              ('{{good}}', now() - interval '1 hour', '{"n": 1}'), ('{{revoked}}', now() - interval '1 hour', '{"n": 1}'),
              ('{{good}}', '{{longAgo:yyyy-MM-dd HH:mm:ss}}', '{"n": 1}'), ('{{good}}', now() + interval '1 day', '{"n": 1}'),
              ('{{good}}', now() - interval '1 hour', '[1]'), ('{{Guid.NewGuid()}}', now() - interval '1 hour', '{"n": 1}')
            """);
        var report = FilePath("skipped.csv");

        var state = await ImportAsync(new ShmSource(shm.ConnectionString), report);

        Assert.Equal((11, 4), (state.Read, state.Accepted));
        Assert.Equal(
            new Dictionary<string, long>
            {
                ["public_key: must be 64 hexadecimal characters"] = 1,
                ["instance_id: must be a UUID"] = 1,
                ["app_name: must not be blank"] = 1,
                ["timestamp: is older than RETENTION_DAYS"] = 1,
                ["timestamp: is more than 5 minutes in the future"] = 1,
                ["metrics: must be a JSON object"] = 1,
                ["instance_id: is not known here"] = 1,
            }.OrderBy(reason => reason.Key),
            state.Skipped.ToDictionary(reason => reason.Key, reason => reason.Value.Count).OrderBy(reason => reason.Key));
        Assert.Equal(["snapshots, snapshot 3"], state.Skipped["timestamp: is older than RETENTION_DAYS"].Examples);
        var lines = await File.ReadAllLinesAsync(report);
        Assert.Equal("kind,record,reason", lines[0]);
        Assert.Equal(7, lines.Length - 1);
        Assert.Contains("snapshots,snapshot 3,timestamp: is older than RETENTION_DAYS", lines);
        // The snapshots of a revoked instance are imported, but it is not active.
        Assert.Equal(["ghost | 2 | 1"], await Aggregation.RowsAsync("select app, total, active from analytics.app_counts"));
    }

    [Fact]
    public async Task An_import_does_not_change_an_instance_that_is_already_registered()
    {
        var known = await Ingestion.ActivateInstanceAsync();
        var other = await Ingestion.ActivateInstanceAsync();
        await Ingestion.CommandAsync(HttpMethod.Post, $"{other.Id}/revoke");
        await using var shm = await new ShmDatabase(await Servers.CreateDatabaseAsync()).WithSchemaAsync(ShmDatabase.Newer);
        var keys = await Aggregation.RowsAsync("select encode(public_key, 'hex'), id from identity.instances");
        foreach (var (instance, status) in new[] { (known, "pending"), (other, "active") })
        {
            var key = keys.Single(row => row.EndsWith(instance.Id.ToString(), StringComparison.Ordinal))[..64];
            await shm.ExecuteAsync(
                $"""
                insert into instances (instance_id, public_key, app_name, app_version, status)
                values ('{instance.Id}', '{key}', 'Older name', '0.1', '{status}')
                """);
        }

        await SettleAsync();
        var before = await TablesAsync();
        var state = await ImportAsync(new ShmSource(shm.ConnectionString));

        Assert.Equal((2, 2), (state.Read, state.Accepted));
        Assert.Equal(before, await TablesAsync());
    }

    [Fact]
    public async Task An_interrupted_import_resumes_where_it_stopped()
    {
        await using var shm = await FillAsync();
        var statePath = FilePath("import.state");
        var reportPath = FilePath("skipped.ndjson");
        await shm.ExecuteAsync(
            "insert into snapshots (id, instance_id, snapshot_at, data) select 0, instance_id, now(), '[]' from instances limit 1");

        using var end = new CancellationTokenSource();
        var ending = new CountingHandler(Ingestion.Server.CreateHandler())
        {
            BeforeRequest = (number, _) => number == 3 ? end.CancelAsync() : Task.CompletedTask,
        };
        await using (var source = new ShmSource(shm.ConnectionString))
        {
            var ended = NewRun(source, ending.Client(Ingestion), statePath, reportPath);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ended.RunAsync(end.Token));
            Assert.False(ended.State.IsComplete);
            Assert.InRange(ended.State.Read, 1, (Instances * (1 + SnapshotsEach)) - 1);
        }

        var going = new CountingHandler(Ingestion.Server.CreateHandler());
        await using var again = new ShmSource(shm.ConnectionString);
        var run = NewRun(again, going.Client(Ingestion), statePath, reportPath);
        await run.RunAsync(CancellationToken.None);
        await SettleAsync();

        Assert.True(run.IsResumed);
        Assert.Equal((Instances * (1 + SnapshotsEach) + 1, true), (run.State.Read, run.State.IsComplete));
        Assert.Equal(run.State.Read - 1, run.State.Accepted);
        // Only unacknowledged records are sent again: none here, as the requests in progress were completed.
        Assert.Equal(run.State.Read, ending.Records + going.Records);
        Assert.Equal(Instances * SnapshotsEach, await Aggregation.ScalarAsync<long>("select count(*) from analytics.snapshots"));
        Assert.Equal(
            """{"kind":"snapshots","record":"snapshot 0","reason":"metrics: must be a JSON object"}""",
            Assert.Single(await File.ReadAllLinesAsync(reportPath)));

        // After a complete import the next one starts from the beginning.
        await using var third = new ShmSource(shm.ConnectionString);
        var anew = NewRun(third, Ingestion.CreateClient(), statePath);
        await anew.RunAsync(CancellationToken.None);
        Assert.Equal((false, run.State.Read), (anew.IsResumed, anew.State.Read));
    }

    private async Task ImportFieldsAsync(string schema)
    {
        await using var shm = await new ShmDatabase(await Servers.CreateDatabaseAsync()).WithSchemaAsync(schema);
        var id = Guid.NewGuid();
        var key = NewKey();
        await shm.ExecuteAsync(
            $"""
            insert into instances (
              instance_id, public_key, app_name, app_version, deployment_mode, environment, os_arch, status, created_at)
            values (
              '{id}', '{key}', 'Überapp "2"', '1.2.3-rc.1', 'docker', 'production', 'linux/arm64', 'active', '2024-03-04 05:06:07.123456')
            """);
        var taken = Now.AddDays(-200).AddTicks(1_234_560).UtcDateTime;
        await shm.ExecuteAsync(
            $$"""
            insert into snapshots (instance_id, snapshot_at, data)
            values (
              '{{id}}', '{{taken:yyyy-MM-dd HH:mm:ss.ffffff}}',
              '{"users_count": 12.50, "quote": "a\"b\\c\n", "日本": 1e3, "nested": {"a": [1, null]}, "flag": true}')
            """);

        var state = await ImportAsync(new ShmSource(shm.ConnectionString));

        Assert.Empty(state.Skipped);
        Assert.Equal(
            [$"{id} | active | 1.2.3-rc.1 | docker | production | linux/arm64 | 2024-03-04 05:06:07.123456"],
            await Aggregation.RowsAsync(
                $"""
                select instance_id, status, version, deployment_mode, environment, os_arch,
                  to_char(registered_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')
                from analytics.instances
                where instance_id = '{id}'
                """));
        Assert.Equal([key], await Aggregation.RowsAsync($"select encode(public_key, 'hex') from identity.instances where id = '{id}'"));
        Assert.Equal(
            [
                $"{taken:yyyy-MM-dd HH:mm:ss.ffffff} | "
                    + """{"flag": true, "quote": "a\"b\\c\n", "nested": {"a": [1, null]}, "日本": 1000, "users_count": 12.50}""",
            ],
            await Aggregation.RowsAsync(
                $"""
                select to_char(taken_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), metrics
                from analytics.snapshots
                where instance_id = '{id}'
                """));
    }

    private async Task<ShmDatabase> FillAsync()
    {
        var shm = await new ShmDatabase(await Servers.CreateDatabaseAsync()).WithSchemaAsync(ShmDatabase.Newer);
        await shm.ExecuteAsync(
            $$"""
            insert into instances (instance_id, public_key, app_name, app_version, status, created_at)
            select
              gen_random_uuid(), encode(sha256(n::text::bytea), 'hex'), 'App ' || n % 3, '1.' || n % 4, 'active',
              now() - interval '300 days'
            from generate_series(1, {{Instances}}) n;
            insert into snapshots (instance_id, snapshot_at, data)
            select
              instance_id, now() - ({{SnapshotsEach}} - day) * interval '5 days',
              jsonb_build_object('users_count', day, 'sys_os', 'linux')
            from instances, generate_series(0, {{SnapshotsEach - 1}}) day
            order by day
            """);
        return shm;
    }
}
