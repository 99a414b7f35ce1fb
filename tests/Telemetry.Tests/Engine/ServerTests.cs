using Aspire.Hosting;
using Npgsql;
using Telemetry.Tests.Fixtures;

namespace Telemetry.Tests.Engine;

public sealed class ServerTests
{
    [Fact]
    public async Task Killed_servers_come_back_on_the_same_port_with_their_data_and_a_stop_leaves_nothing()
    {
        await using var model = new Model();
        var postgres = model.Builder.AddPostgres("postgres");
        var database = postgres.AddDatabase("telemetry");
        model.Builder.AddRedis("cache");
        model.Builder.AddRabbitMQ("messaging");
        string[] servers = ["postgres", "cache", "messaging"];
        await model.StartAsync();
        await Task.WhenAll(servers.Select(model.HealthyAsync));
        var connection = (await database.Resource.GetConnectionStringAsync())!;
        await ExecuteAsync(connection, "create table kept as select 42 as answer");

        await Task.WhenAll(servers.Select(model.KillAndAwaitRecoveryAsync));
        NpgsqlConnection.ClearAllPools();
        Assert.Equal(42, await ExecuteAsync(connection, "select answer from kept"));

        var processes = servers.Append("messaging-epmd").SelectMany(s => Processes.Tree(model.ProcessOf(s))).ToList();
        Assert.True(processes.Count > 2 * servers.Length, "the servers' own children are missing from the list");
        var directories = servers.Select(s => Processes.DirectoryOf(model.ProcessOf(s))).ToList();
        Assert.All(directories, d => Assert.StartsWith(Path.GetTempPath(), d, StringComparison.Ordinal));
        await model.DisposeAsync();
        Assert.DoesNotContain(processes, Processes.IsAlive);
        Assert.DoesNotContain(directories, Directory.Exists);
    }

    [Fact]
    public async Task A_data_volume_and_the_passwords_outlive_the_run()
    {
        using var data = new TemporaryDirectory();
        string[] args = [$"--DATA_DIR={data.Path}"];

        await using (var first = new Model(args))
            await ExecuteAsync(await StartPostgresAsync(first), "create table kept as select 42 as answer");
        await using var second = new Model(args);
        var answer = await ExecuteAsync(await StartPostgresAsync(second), "select answer from kept");

        Assert.Equal(42, answer);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(data.Path, "secrets.json")));
    }

    [Fact]
    public async Task Two_applications_at_once_do_not_meet()
    {
        await using var one = new Model();
        await using var other = new Model();
        var servers = new[] { one.Builder.AddRedis("cache"), other.Builder.AddRedis("cache") };
        await Task.WhenAll(one.StartAsync(), other.StartAsync());
        await Task.WhenAll(one.HealthyAsync("cache"), other.HealthyAsync("cache"));

        var connections = await Task.WhenAll(servers.Select(s => s.Resource.GetConnectionStringAsync().AsTask()));
        Assert.Equal(2, connections.Distinct().Count());
        Assert.NotEqual(servers[0].Resource.PrimaryEndpoint.Port, servers[1].Resource.PrimaryEndpoint.Port);
    }

    private static async Task<string> StartPostgresAsync(Model model)
    {
        var database = model.Builder.AddPostgres("postgres").WithDataVolume().AddDatabase("telemetry");
        await model.StartAsync();
        await model.HealthyAsync("telemetry");
        return (await database.Resource.GetConnectionStringAsync())!;
    }

    private static async Task<object?> ExecuteAsync(string connection, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
