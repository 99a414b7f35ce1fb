using Npgsql;

namespace Telemetry.Tests.Deploy;

/// <summary>The backup scripts of the CronJob and of Compose, with a real PostgreSQL.</summary>
[Collection(PublishedManifests.Collection)]
public sealed class BackupTests(Servers servers) : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public async Task A_dump_restores_only_into_an_empty_database_unless_replace_is_set()
    {
        var source = await servers.CreateDatabaseAsync();
        const string schema = "create schema analytics; create table analytics.run (id int primary key);";
        await ExecuteAsync(source, $"{schema} insert into analytics.run select generate_series(1, 1000)");
        var (empty, held) = (await servers.CreateDatabaseAsync(), await servers.CreateDatabaseAsync());
        await ExecuteAsync(held, $"{schema} insert into analytics.run values (7)");

        var saved = await Script("backup.sh", source);
        Assert.True(saved.ExitCode == 0, saved.Errors);
        var dump = Assert.Single(Directory.GetFiles(_directory.Path));
        await ExecuteAsync(source, "insert into analytics.run values (1001)");
        var restored = await Script("restore.sh", empty, ("RESTORE_FILE", dump));
        var refused = await Script("restore.sh", held, ("RESTORE_FILE", dump));
        var before = await CountAsync(held);
        var replaced = await Script("restore.sh", held, ("RESTORE_FILE", dump), ("RESTORE_REPLACE", "yes"));

        Assert.True(restored.ExitCode == 0, restored.Errors);
        Assert.Equal(1000, await CountAsync(empty));
        Assert.Equal((1, 1L), (refused.ExitCode, before));
        Assert.Contains("is not empty", refused.Errors, StringComparison.Ordinal);
        Assert.True(replaced.ExitCode == 0, replaced.Errors);
        Assert.Equal(1000, await CountAsync(held));
    }

    [Fact]
    public async Task A_backup_deletes_old_dumps_and_a_failed_one_changes_no_file()
    {
        var source = await servers.CreateDatabaseAsync();
        var name = new NpgsqlConnectionStringBuilder(source).Database!;
        var old = File($"{name}-20200101T000000Z.dump", days: 20);
        var young = File($"{name}-20200102T000000Z.dump", days: 10);
        var other = File("other-20200101T000000Z.dump", days: 20);

        var failed = await Script("backup.sh", source, ("PGPASSWORD", "wrong"));
        var files = Directory.GetFiles(_directory.Path).Order();
        var saved = await Script("backup.sh", source);

        Assert.NotEqual(0, failed.ExitCode);
        Assert.Equal(new[] { old, young, other }.Order(), files);
        Assert.True(saved.ExitCode == 0, saved.Errors);
        Assert.False(System.IO.File.Exists(old));
        Assert.True(System.IO.File.Exists(young) && System.IO.File.Exists(other));
        Assert.Equal(3, Directory.GetFiles(_directory.Path).Length);
    }

    public void Dispose() => _directory.Dispose();

    private string File(string name, int days)
    {
        var path = Path.Combine(_directory.Path, name);
        System.IO.File.WriteAllText(path, "");
        System.IO.File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddDays(-days));
        return path;
    }

    private Task<Command> Script(string name, string database, params (string Name, string Value)[] variables)
    {
        var connection = new NpgsqlConnectionStringBuilder(database);
        var environment = new Dictionary<string, string?>
        {
            ["PGHOST"] = connection.Host,
            ["PGPORT"] = $"{connection.Port}",
            ["PGUSER"] = connection.Username,
            ["PGPASSWORD"] = connection.Password,
            ["PGDATABASE"] = connection.Database,
            ["BACKUP_DIR"] = _directory.Path,
            ["BACKUP_DAYS"] = "14",
        };
        foreach (var (variable, value) in variables)
            environment[variable] = value;
        return Command.RunAsync("sh", [Path.Combine(PublishedManifests.Scripts, name)], environment);
    }

    private static async Task ExecuteAsync(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<long> CountAsync(string database)
    {
        NpgsqlConnection.ClearAllPools();
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand("select count(*) from analytics.run");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
