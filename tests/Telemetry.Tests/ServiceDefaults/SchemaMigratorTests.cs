using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Telemetry.ServiceDefaults.Data;
using Telemetry.Tests.Fixtures;

namespace Telemetry.Tests.ServiceDefaults;

[Collection(Servers.Collection)]
public sealed class SchemaMigratorTests(Servers servers) : IAsyncLifetime
{
    private static readonly SchemaScript Table = new(1, "table", "create table probe.events (id integer)");
    private static readonly SchemaScript Row = new(2, "row", "insert into probe.events values (1); insert into probe.events values (2)");
    private static readonly SchemaScript Faulty = new(3, "faulty", "insert into probe.events values (3); select no_such_function()");

    private string _database = "";
    private NpgsqlDataSource _dataSource = null!;

    [Fact]
    public async Task Processes_that_start_together_do_each_step_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Migrator(Table, Row).MigrateAsync(CancellationToken.None)));

        Assert.Equal(2, await CountAsync("probe.events"));
        Assert.Equal(2, await CountAsync("probe.schema_migrations"));
    }

    [Fact]
    public async Task A_later_version_does_only_what_is_new()
    {
        await Migrator(Table).MigrateAsync(CancellationToken.None);

        await Migrator(Table, Row).MigrateAsync(CancellationToken.None);

        Assert.Equal(2, await CountAsync("probe.events"));
    }

    [Fact]
    public async Task A_step_that_fails_leaves_nothing_of_itself_and_is_not_done()
    {
        var migrator = Migrator(Table, Row, Faulty);

        await Assert.ThrowsAsync<PostgresException>(() => migrator.MigrateAsync(CancellationToken.None));

        Assert.False(migrator.Done.IsCompleted);
        Assert.Equal(2, await CountAsync("probe.events"));
        Assert.Equal(2, await CountAsync("probe.schema_migrations"));
    }

    [Fact]
    public async Task A_process_that_is_there_before_its_database_migrates_it_later()
    {
        var later = new NpgsqlConnectionStringBuilder(_database) { Database = $"later_{Guid.NewGuid():n}" };
        await using var dataSource = NpgsqlDataSource.Create(later);
        using var migrator = new SchemaMigrator("probe", [Table], dataSource, NullLogger<SchemaMigrator>.Instance);
        await migrator.StartAsync(CancellationToken.None);
        Assert.False(migrator.Done.IsCompleted);

        await using var create = _dataSource.CreateCommand($"create database {later.Database}");
        await create.ExecuteNonQueryAsync();

        await migrator.Done.WaitAsync(TimeSpan.FromSeconds(10));
        await migrator.StopAsync(CancellationToken.None);
    }

    public async Task InitializeAsync()
    {
        _database = await servers.CreateDatabaseAsync();
        _dataSource = NpgsqlDataSource.Create(_database);
    }

    public async Task DisposeAsync() => await _dataSource.DisposeAsync();

    private SchemaMigrator Migrator(params SchemaScript[] scripts) => new("probe", scripts, _dataSource, NullLogger<SchemaMigrator>.Instance);

    private async Task<long> CountAsync(string table)
    {
        await using var command = _dataSource.CreateCommand($"select count(*) from {table}");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
