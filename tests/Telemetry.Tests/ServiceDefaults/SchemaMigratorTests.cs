using DbUp.Engine;
using DbUp.ScriptProviders;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Telemetry.Aggregation.Intake;
using Telemetry.ServiceDefaults.Data;

namespace Telemetry.Tests.ServiceDefaults;

[Collection(Servers.Collection)]
public sealed class SchemaMigratorTests(Servers servers) : IAsyncLifetime
{
    private const string Locks =
        "pg_locks l join pg_database d on d.oid = l.database where d.datname = current_database() and l.locktype = 'advisory'";

    // The pause makes the scripts of concurrent processes overlap.
    private static readonly SqlScript Table = new("0001_table.sql", "create table probe.events (id integer); select pg_sleep(0.2)");
    private static readonly SqlScript Rows =
        new("0002_rows.sql", "insert into probe.events values (1); insert into probe.events values (2)");
    private static readonly SqlScript NeedsFunction =
        new("0003_call.sql", "insert into probe.events values (3); select public.added_later()");

    private NpgsqlDataSource _dataSource = null!;

    [Fact]
    public async Task Scripts_run_once_in_the_order_of_their_names()
    {
        await Migrator(Rows, Table).MigrateAsync(CancellationToken.None);
        await Migrator(Rows, Table).MigrateAsync(CancellationToken.None);

        Assert.Equal([Table.Name, Rows.Name], await JournalAsync());
        Assert.Equal(2, await CountAsync("probe.events"));
    }

    [Fact]
    public async Task Processes_that_start_together_run_each_script_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Migrator(Table, Rows).MigrateAsync(CancellationToken.None)));

        Assert.Equal([Table.Name, Rows.Name], await JournalAsync());
        Assert.Equal(2, await CountAsync("probe.events"));
    }

    [Fact]
    public async Task A_later_version_runs_only_its_new_scripts()
    {
        await Migrator(Table).MigrateAsync(CancellationToken.None);

        await Migrator(Table, Rows).MigrateAsync(CancellationToken.None);

        Assert.Equal([Table.Name, Rows.Name], await JournalAsync());
        Assert.Equal(2, await CountAsync("probe.events"));
    }

    [Fact]
    public async Task A_newer_schema_is_not_changed()
    {
        await Migrator(Table, Rows).MigrateAsync(CancellationToken.None);
        var older = Migrator(Table);

        await older.MigrateAsync(CancellationToken.None);

        Assert.True(older.Done.IsCompletedSuccessfully);
        Assert.Equal([Table.Name, Rows.Name], await JournalAsync());
        Assert.Equal(2, await CountAsync("probe.events"));
    }

    [Fact]
    public async Task A_script_that_fails_leaves_the_earlier_ones_done_and_is_retried()
    {
        using var migrator = Migrator(Table, Rows, NeedsFunction);

        await Assert.ThrowsAsync<PostgresException>(() => migrator.MigrateAsync(CancellationToken.None));
        Assert.False(migrator.Done.IsCompleted);
        Assert.Equal([Table.Name, Rows.Name], await JournalAsync());
        Assert.Equal(2, await CountAsync("probe.events"));

        await migrator.StartAsync(CancellationToken.None);
        await ExecuteAsync("create function public.added_later() returns integer language sql return 1");
        await migrator.Done.WaitAsync(Eventually.Deadline);
        await migrator.StopAsync(CancellationToken.None);
        Assert.Equal([Table.Name, Rows.Name, NeedsFunction.Name], await JournalAsync());
        Assert.Equal(3, await CountAsync("probe.events"));
    }

    [Fact]
    public async Task The_lock_is_released_after_success_and_failure()
    {
        await Migrator(Table).MigrateAsync(CancellationToken.None);
        Assert.Equal(0, await CountAsync(Locks));

        await Assert.ThrowsAsync<PostgresException>(() => Migrator(Table, NeedsFunction).MigrateAsync(CancellationToken.None));
        Assert.Equal(0, await CountAsync(Locks));
    }

    [Fact]
    public async Task A_stopping_process_does_not_wait_for_another_one_that_migrates()
    {
        await using var other = await _dataSource.OpenConnectionAsync();
        await using var hold = new NpgsqlCommand("select pg_advisory_lock(hashtext('schema_migrations of probe'))", other);
        await hold.ExecuteNonQueryAsync();
        using var migrator = Migrator(Table);
        await migrator.StartAsync(CancellationToken.None);
        await Eventually.TrueAsync(
            "waits for the lock", async () => await CountAsync($"{Locks} and not granted") == 1);

        await migrator.StopAsync(CancellationToken.None).WaitAsync(Eventually.Deadline);

        Assert.False(migrator.Done.IsCompleted);
        Assert.Equal(1, await CountAsync(Locks));
        Assert.Equal(0, await CountAsync("pg_namespace where nspname = 'probe'"));
    }

    [Fact]
    public async Task A_service_starts_without_its_database_and_is_ready_after_the_migration()
    {
        var address = new NpgsqlConnectionStringBuilder(await servers.CreateDatabaseAsync()) { Timeout = 3 };
        await using var relay = new Relay(address.Host!, address.Port);
        relay.Cut();
        (address.Host, address.Port) = ("127.0.0.1", relay.Port);
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddSingleton(NpgsqlDataSource.Create(address));
        builder.AddSchema("analytics", typeof(ReportStore).Assembly);
        using var host = builder.Build();

        await host.StartAsync();
        Assert.Equal(HealthStatus.Unhealthy, await HealthAsync(host));

        relay.Restore();
        await host.Services.GetRequiredService<SchemaMigrator>().Done.WaitAsync(Eventually.Deadline);
        Assert.Equal(HealthStatus.Healthy, await HealthAsync(host));
        await host.StopAsync();
    }

    public async ValueTask InitializeAsync()
    {
        // As in Aggregation: session locks are not released when a connection returns to the pool.
        var connection = new NpgsqlConnectionStringBuilder(await servers.CreateDatabaseAsync()) { NoResetOnClose = true };
        _dataSource = NpgsqlDataSource.Create(connection);
    }

    public async ValueTask DisposeAsync() => await _dataSource.DisposeAsync();

    private static async Task<HealthStatus> HealthAsync(IHost host) =>
        (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Status;

    private SchemaMigrator Migrator(params SqlScript[] scripts) =>
        new("probe", new StaticScriptProvider(scripts), _dataSource, NullLogger<SchemaMigrator>.Instance);

    private async Task<string[]> JournalAsync()
    {
        await using var command = _dataSource.CreateCommand(
            "select array_agg(scriptname::text order by schemaversionsid) from probe.schema_migrations");
        return (string[])(await command.ExecuteScalarAsync())!;
    }

    private async Task<long> CountAsync(string from)
    {
        await using var command = _dataSource.CreateCommand($"select count(*) from {from}");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _dataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
